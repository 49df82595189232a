/// A JSON value as a tree that keeps the order of members and the digits of numbers.
///
/// The command line and the tests use it; the services read with ``JSONReader``, which builds no tree. Two values are
/// equal if they are written alike: the order of members counts, and `1` is not `1.0`.
public indirect enum JSONValue: Hashable, Sendable {
    case object([Member])
    case array([JSONValue])
    case string(String)
    /// The digits as they were written.
    case number(String)
    case bool(Bool)
    case null

    /// A member of an object.
    public struct Member: Hashable, Sendable {
        public var key: String
        public var value: JSONValue

        public init(key: String, value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// Reads one JSON value from UTF-8 text.
    ///
    /// - Throws: ``JSONError`` if the text is not one valid JSON value.
    public init(parsing text: some Sequence<UInt8>) throws {
        var reader = try JSONReader(Array(text))
        self = try Self(reading: &reader)
        try reader.finish()
    }

    /// Reads the next value of a reader.
    ///
    /// - Throws: ``JSONError`` if the text is not valid JSON.
    public init(reading reader: inout JSONReader) throws {
        switch try reader.peek() {
        case .object:
            var members: [Member] = []
            try reader.readObject { reader, key in
                members.append(Member(key: key, value: try JSONValue(reading: &reader)))
            }
            self = .object(members)
        case .array:
            var elements: [JSONValue] = []
            try reader.readArray { elements.append(try JSONValue(reading: &$0)) }
            self = .array(elements)
        case .string: self = .string(try reader.readString())
        case .number: self = .number(try reader.readRaw().description)
        case .boolean: self = .bool(try reader.readBool())
        case .null:
            _ = try reader.readNull()
            self = .null
        }
    }

    public static func int(_ value: Int) -> JSONValue { .number(String(value)) }
    public static func strings(_ values: [String]) -> JSONValue { .array(values.map(JSONValue.string)) }
}

/// Access to parts: `nil` if the value is of another kind.
extension JSONValue {
    /// The member named `key`, the last one if there are several. Setting `nil` removes it.
    ///
    /// Setting a member of a value that is not an object does nothing.
    public subscript(key: String) -> JSONValue? {
        get { members?.last { $0.key == key }?.value }
        set {
            guard case .object(var members) = self else { return }
            let index = members.lastIndex { $0.key == key }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(key: key, value: value))
            case (nil, nil): break
            }
            self = .object(members)
        }
    }

    public var members: [Member]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// The names of the members; empty if the value is not an object.
    public var keys: Set<String> { Set((members ?? []).map(\.key)) }

    public var array: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    public var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// A whole number, written without fraction and exponent.
    public var int: Int? {
        guard case .number(let digits) = self else { return nil }
        return Int(digits)
    }

    public var double: Double? {
        guard case .number(let digits) = self else { return nil }
        return Double(digits)
    }

    /// Whether the value is `true`. Any other value is not.
    public var isTrue: Bool { self == .bool(true) }
}

extension JSONValue: ExpressibleByDictionaryLiteral, ExpressibleByStringLiteral {
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member(key: $0.0, value: $0.1) })
    }

    public init(stringLiteral value: String) {
        self = .string(value)
    }
}

extension JSONValue {
    /// The text of the value, without white space.
    public var compact: String { String(decoding: bytes, as: UTF8.self) }

    /// The UTF-8 text of the value, without white space.
    public var bytes: [UInt8] {
        var writer = JSONWriter()
        write(into: &writer)
        return writer.bytes
    }

    /// The text for people to read: one member per line. Short arrays of numbers stay on one line.
    public var pretty: String { pretty(indent: "") }

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
    /// `[1,2]` as `[1, 2]`; only for texts that contain no strings.
    fileprivate func replacingCommas() -> String {
        split(separator: ",", omittingEmptySubsequences: false).joined(separator: ", ")
    }
}
