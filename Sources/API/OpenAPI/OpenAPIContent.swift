import JSON

/// What a body, or an answer, is made of in one media type.
struct OpenAPIContent {
    var mediaType = OpenAPIDocument.mediaType
    let schema: OpenAPIPart
    /// The JSON of the only example.
    var example: String?
    var examples: [OpenAPIExample] = []

    /// The member `content` of an object that is being written.
    static func write(_ contents: [OpenAPIContent], into json: inout JSONWriter) {
        json.object("content") { json in
            for content in contents {
                json.key(escaping: content.mediaType)
                json.object { content.write(into: &$0) }
            }
        }
    }

    private func write(into json: inout JSONWriter) {
        json.text("schema", schema.text(.schemas))
        if let example { json.text("example", example) }
        if !examples.isEmpty {
            json.object("examples") { json in
                for example in examples { example.write(into: &json) }
            }
        }
    }
}
