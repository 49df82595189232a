import JSON

/// The body that an operation needs.
struct OpenAPIBody {
    var description: String?
    let contents: [OpenAPIContent]

    static func json(_ schema: OpenAPIPart, _ examples: OpenAPIExample..., description: String? = nil) -> Self {
        Self(description: description, contents: [OpenAPIContent(schema: schema, examples: examples)])
    }

    func write(into json: inout JSONWriter) {
        json.object("requestBody") { json in
            if let description { json.field("description", description) }
            json.field("required", true)
            OpenAPIContent.write(contents, into: &json)
        }
    }
}
