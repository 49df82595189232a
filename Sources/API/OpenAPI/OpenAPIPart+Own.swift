import JSON

extension OpenAPIPart {
    /// Where a parameter is.
    enum Place: String {
        case path, query, header
    }

    /// A parameter that is spelled out. One in the path is always required.
    ///
    /// - Parameters:
    ///   - isList: whether it takes several values, with commas between them.
    ///   - example: its JSON.
    static func parameter(
        _ name: String, in place: Place = .query, _ description: String, isRequired: Bool = false,
        isList: Bool = false, schema: OpenAPIPart, example: String? = nil
    ) -> Self {
        let text = JSONWriter.text { json in
            json.field("name", name)
            json.field("in", place.rawValue)
            json.field("description", description)
            if isRequired || place == .path { json.field("required", true) }
            if isList {
                json.field("style", "form")
                json.field("explode", false)
            }
            if let example { json.text("example", example) }
            json.text("schema", schema.text(.schemas))
        }
        return .own(text)
    }

    /// A parameter in the query that takes several values.
    ///
    /// - Parameter rule: a member of the schema that says more.
    static func list(
        _ name: String, _ description: String, of element: OpenAPIPart, _ rule: String, example: String? = nil
    ) -> Self {
        let schema = #"{"type": "array", "items": \#(element.text(.schemas)), "minItems": 1, \#(rule)}"#
        return parameter(name, description, isList: true, schema: .own(schema), example: example)
    }

    /// A header of an answer, spelled out.
    ///
    /// - Parameter schema: its JSON, and so is the example.
    static func header(
        _ description: String, isRequired: Bool = true, _ schema: String, example: String? = nil
    ) -> Self {
        let text = JSONWriter.text { json in
            json.field("description", description)
            if isRequired { json.field("required", true) }
            json.text("schema", schema)
            if let example { json.text("example", example) }
        }
        return .own(text)
    }
}
