import JSON

extension JSONWriter {
    /// Writes a text that is JSON already, as the parts of the document are.
    mutating func text(_ json: String) {
        raw(RawJSON(unchecked: Array(json.utf8)))
    }

    mutating func text(_ name: StaticString, _ json: String) {
        key(name)
        text(json)
    }

    mutating func field(_ name: StaticString, _ value: Bool) {
        key(name)
        bool(value)
    }

    /// The text of one object.
    static func text(_ write: (inout JSONWriter) -> Void) -> String {
        String(decoding: object(write), as: UTF8.self)
    }

    /// A text in quotes, with the escapes that it needs.
    static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
