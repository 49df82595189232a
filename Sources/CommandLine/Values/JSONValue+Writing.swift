import JSON

extension JSONValue {
    /// Without white space.
    var compact: String { String(decoding: bytes, as: UTF8.self) }

    /// The text as bytes, without white space.
    var bytes: [UInt8] {
        var writer = JSONWriter()
        write(into: &writer)
        return writer.bytes
    }

    /// One member a line, for people. Values that are short and hold nothing nested stay on a line.
    var pretty: String { pretty(indent: "") }

    private func pretty(indent: String) -> String {
        let inner = indent + "  "
        switch self {
        case .object(let members) where !members.isEmpty:
            let lines = members.map { member in
                "\(inner)\(JSONValue.string(member.key).compact): \(member.value.pretty(indent: inner))"
            }
            return "{\n\(lines.joined(separator: ",\n"))\n\(indent)}"
        case .array(let elements) where !elements.isEmpty:
            if elements.allSatisfy(\.isScalar), case let text = compact, text.utf8.count <= 72 {
                return text.replacingCommas()
            }
            let lines = elements.map { inner + $0.pretty(indent: inner) }
            return "[\n\(lines.joined(separator: ",\n"))\n\(indent)]"
        default: return compact
        }
    }

    private var isScalar: Bool {
        switch self {
        case .object, .array, .string: false
        case .number, .bool, .null: true
        }
    }

    private func write(into writer: inout JSONWriter) {
        switch self {
        case .object(let members):
            writer.object { writer in
                for member in members {
                    writer.key(escaping: member.key)
                    member.value.write(into: &writer)
                }
            }
        case .array(let elements):
            writer.array { writer in
                for element in elements { element.write(into: &writer) }
            }
        case .string(let text): writer.string(text)
        case .number(let digits): writer.raw(RawJSON(unchecked: Array(digits.utf8)))
        case .bool(let value): writer.bool(value)
        case .null: writer.raw(RawJSON("null"))
        }
    }
}

extension String {
    /// `[1,2]` as `[1, 2]`; only for texts without strings in them.
    fileprivate func replacingCommas() -> String {
        split(separator: ",", omittingEmptySubsequences: false).joined(separator: ", ")
    }
}
