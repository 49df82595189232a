import JSON

/// What an operation answers with.
struct OpenAPIAnswer {
    let status: Int
    let description: String
    let headers: KeyValuePairs<String, OpenAPIPart>
    let content: OpenAPIContent?

    init(
        _ status: Int, _ description: String, headers: KeyValuePairs<String, OpenAPIPart> = [:],
        content: OpenAPIContent?
    ) {
        self.status = status
        self.description = description
        self.headers = headers
        self.content = content
    }

    /// An answer in JSON.
    ///
    /// - Parameter example: its JSON.
    init(
        _ status: Int, _ description: String, headers: KeyValuePairs<String, OpenAPIPart> = [:],
        _ schema: OpenAPIPart, example: String
    ) {
        self.init(status, description, headers: headers, content: OpenAPIContent(schema: schema, example: example))
    }

    /// - Parameter isCounted: whether the request counts against the limit of a key: then the answer tells what is
    ///   left of that.
    func write(into json: inout JSONWriter, isCounted: Bool) {
        json.object { json in
            json.field("description", description)
            let headers = Array(headers) + (isCounted ? Self.rateLimit : [])
            if !headers.isEmpty {
                json.object("headers") { json in
                    for (name, header) in headers {
                        json.key(escaping: name)
                        json.text(header.text(.headers))
                    }
                }
            }
            if let content { OpenAPIContent.write([content], into: &json) }
        }
    }

    private static let rateLimit: [(key: String, value: OpenAPIPart)] = [
        ("RateLimit", "RateLimit"), ("RateLimit-Policy", "RateLimitPolicy"),
    ]
}
