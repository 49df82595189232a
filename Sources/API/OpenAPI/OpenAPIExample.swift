import JSON

/// One of several bodies that are shown, and what it is an example of.
struct OpenAPIExample {
    let name: String
    let summary: String?
    let value: String

    /// - Parameter value: its JSON.
    init(_ name: String, _ summary: String? = nil, value: String) {
        self.name = name
        self.summary = summary
        self.value = value
    }

    func write(into json: inout JSONWriter) {
        json.key(escaping: name)
        json.object { json in
            if let summary { json.field("summary", summary) }
            json.text("value", value)
        }
    }
}
