import JSON

/// A field that a client asks for something with, that a patch changes, and that may be shown again. The three are
/// alike but for the default, which counts only where something is made, and for null, which a patch takes.
struct OpenAPIField {
    enum Use {
        case asked, patched, shown
    }

    enum Form {
        /// A component.
        case named(String)
        case words([String])
        /// A type, and what else a schema says of it: members, as JSON.
        case type(String, String)
    }

    let name: String
    let form: Form
    /// Whether null is taken everywhere, and is the same as nothing.
    let takesNull: Bool
    /// The JSON of the default.
    let standard: String?
    let description: String?

    init(
        _ name: String, _ form: Form, takesNull: Bool = false, default standard: String? = nil,
        _ description: String? = nil
    ) {
        self.name = name
        self.form = form
        self.takesNull = takesNull
        self.standard = standard
        self.description = description
    }

    /// A member of `properties`.
    func text(_ use: Use) -> String {
        var members = schema(takesNull: takesNull || use == .patched)
        if use == .asked, let standard { members.append(#""default": \#(standard)"#) }
        if let description { members.append(#""description": \#(JSONWriter.quoted(description))"#) }
        return #""\#(name)": {\#(members.joined(separator: ", "))}"#
    }

    private func schema(takesNull: Bool) -> [String] {
        switch form {
        case .named(let name):
            let reference = OpenAPIPart.named(name).text(.schemas)
            return takesNull
                ? [#""anyOf": [\#(reference), {"type": "null"}]"#] : [String(reference.dropFirst().dropLast())]
        case .words(let words):
            let words = words.map { "\"\($0)\"" } + (takesNull ? ["null"] : [])
            return [Self.type("string", takesNull: takesNull), #""enum": [\#(words.joined(separator: ", "))]"#]
        case .type(let type, let rules):
            return [Self.type(type, takesNull: takesNull), rules]
        }
    }

    private static func type(_ name: String, takesNull: Bool) -> String {
        takesNull ? #""type": ["\#(name)", "null"]"# : #""type": "\#(name)""#
    }
}

extension [OpenAPIField] {
    /// Members of `properties`.
    func text(_ use: OpenAPIField.Use) -> String {
        map { $0.text(use) }.joined(separator: ", ")
    }
}
