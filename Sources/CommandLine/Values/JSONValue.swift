import JSON

/// A JSON value as a tree that keeps the order of members and the digits of numbers, so that what passes through the
/// command line is what somebody wrote.
indirect enum JSONValue: Hashable, Sendable {
    case object([Member])
    case array([JSONValue])
    case string(String)
    /// As it was written.
    case number(String)
    case bool(Bool)
    case null

    /// A member of an object.
    struct Member: Hashable, Sendable {
        var key: String
        var value: JSONValue
    }

    /// Reads one JSON value.
    ///
    /// - Throws: `JSONError`.
    init(parsing text: some Sequence<UInt8>) throws {
        var reader = try JSONReader(Array(text))
        self = try Self(reading: &reader)
        try reader.finish()
    }

    /// Reads the value that comes next.
    ///
    /// - Throws: `JSONError`.
    init(reading reader: inout JSONReader) throws {
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

    /// The member named `key`; setting nil removes it. A value that is no object has none and takes none.
    subscript(key: String) -> JSONValue? {
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

    var members: [Member]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    var elements: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    var int: Int? {
        guard case .number(let digits) = self else { return nil }
        return Int(digits)
    }

    var double: Double? {
        guard case .number(let digits) = self else { return nil }
        return Double(digits)
    }

    var isTrue: Bool { self == .bool(true) }

    static func int(_ value: Int) -> JSONValue { .number(String(value)) }
    static func strings(_ values: [String]) -> JSONValue { .array(values.map(JSONValue.string)) }
}

extension JSONValue: ExpressibleByDictionaryLiteral, ExpressibleByStringLiteral {
    init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member(key: $0.0, value: $0.1) })
    }

    init(stringLiteral value: String) {
        self = .string(value)
    }
}
