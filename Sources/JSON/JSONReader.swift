/// Reads a JSON text (RFC 8259) from front to back, without building a tree.
///
/// The caller reads the values that it expects, and gets an error with the offset if the text has something else. Other
/// values are skipped or kept as ``RawJSON``; their syntax is checked as well.
public struct JSONReader: Sendable {
    /// The kinds of JSON values, by their first character.
    public enum Kind: String, Sendable {
        case object = "an object"
        case array = "an array"
        case string = "a string"
        case number = "a number"
        case boolean = "a boolean"
        case null = "null"
    }

    /// How deep objects and arrays of a client may be nested, counted in its whole body.
    public static let clientDepth = 128
    /// How deep they may be nested in a message: the depth for clients, and the levels that services add.
    public static let maximumDepth = 512

    @usableFromInline let bytes: [UInt8]
    @usableFromInline var position = 0
    @usableFromInline var depth = 0
    private let depthLimit: Int

    /// - Parameters:
    /// - bytes: the text in UTF-8. A byte order mark is refused, as RFC 8259, section 8.1, allows.
    /// - maximumDepth: how deep objects and arrays may be nested. The reader never recurses, whatever the value.
    public init(_ bytes: [UInt8], maximumDepth: Int = JSONReader.maximumDepth) throws(JSONError) {
        if let mark = Self.byteOrderMark(bytes) {
            throw JSONError("the text begins with a byte order mark (\(mark)): remove it and send UTF-8", offset: 0)
        }
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            throw JSONError("the text is not valid UTF-8", offset: error.byteOffsets.lowerBound)
        }
        self.bytes = bytes
        depthLimit = maximumDepth
    }

    /// A description of the byte order mark at the beginning of a text; `nil` if it has none.
    private static func byteOrderMark(_ bytes: [UInt8]) -> String? {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return "U+FEFF, the bytes EF BB BF" }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return "of UTF-16" }
        return nil
    }

    /// The offset of the next byte to read.
    public var offset: Int { position }

    /// The kind of the value that comes next.
    public mutating func peek() throws(JSONError) -> Kind {
        switch try nextSignificant() {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
        case UInt8(ascii: "n"): return .null
        default: throw fault("expected a JSON value")
        }
    }

    /// Reads an object and calls `field` for each of its members, which must read the value.
    public mutating func readObject(_ field: (inout JSONReader, String) throws -> Void) throws {
        try open(UInt8(ascii: "{"), expected: "an object")
        if try nextSignificant() == UInt8(ascii: "}") { return close() }
        while true {
            guard try nextSignificant() == UInt8(ascii: "\"") else { throw fault("expected a field name in quotes") }
            let key = try readString()
            guard try nextSignificant() == UInt8(ascii: ":") else { throw fault("expected ':' after a field name") }
            position += 1
            _ = try nextSignificant()
            try field(&self, key)
            switch try nextSignificant() {
            case UInt8(ascii: ","): position += 1
            case UInt8(ascii: "}"): return close()
            default: throw fault("expected ',' or '}' in an object")
            }
        }
    }

    /// Reads an array and calls `element` for each of its elements, which must read the value.
    public mutating func readArray(_ element: (inout JSONReader) throws -> Void) throws {
        try open(UInt8(ascii: "["), expected: "an array")
        if try nextSignificant() == UInt8(ascii: "]") { return close() }
        while true {
            _ = try nextSignificant()
            try element(&self)
            switch try nextSignificant() {
            case UInt8(ascii: ","): position += 1
            case UInt8(ascii: "]"): return close()
            default: throw fault("expected ',' or ']' in an array")
            }
        }
    }

    /// Checks that only white space is left.
    public mutating func finish() throws(JSONError) {
        skipWhitespace()
        if position < bytes.count { throw fault("expected the end of the text") }
    }

    // MARK: - Pieces

    @inline(__always)
    mutating func skipWhitespace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    @inline(__always)
    mutating func nextSignificant() throws(JSONError) -> UInt8 {
        skipWhitespace()
        guard position < bytes.count else { throw fault("the text ends too early") }
        return bytes[position]
    }

    mutating func open(_ bracket: UInt8, expected: String) throws(JSONError) {
        guard try nextSignificant() == bracket else { throw fault("expected \(expected)") }
        guard depth < depthLimit else { throw fault("nested deeper than \(depthLimit) levels") }
        position += 1
        depth += 1
    }

    mutating func close() {
        position += 1
        depth -= 1
    }

    func fault(_ reason: String) -> JSONError {
        JSONError(reason, offset: position)
    }
}

/// An error in a JSON text, with its place.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, for the sender of the text.
    public let reason: String
    /// The offset of the error in bytes from the start of the text.
    public let offset: Int

    public init(_ reason: String, offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    public var description: String { "\(reason) (at byte \(offset))" }
}

extension JSONReader {
    /// Reads a string and resolves its escapes.
    public mutating func readString() throws(JSONError) -> String {
        guard try nextSignificant() == UInt8(ascii: "\"") else { throw fault("expected a string") }
        let start = position + 1
        let escaped = try skipString()
        let content = start..<(position - 1)
        guard escaped else { return String(decoding: bytes[content], as: UTF8.self) }
        return try unescape(content)
    }

    /// Reads `true` or `false`.
    public mutating func readBool() throws(JSONError) -> Bool {
        switch try peek() {
        case .boolean where bytes[position] == UInt8(ascii: "t"):
            try skipLiteral("true")
            return true
        case .boolean:
            try skipLiteral("false")
            return false
        default: throw fault("expected true or false")
        }
    }

    /// Reads a whole number that fits 64 bits; `5.0` and `5e0` are refused.
    public mutating func readInt() throws(JSONError) -> Int {
        let start = try startOfNumber()
        try skipNumber()
        guard let value = Int(String(decoding: bytes[start..<position], as: UTF8.self)) else {
            throw JSONError("expected a whole number", offset: start)
        }
        return value
    }

    /// Reads a number. One that a `Double` cannot hold exactly is rounded.
    public mutating func readDouble() throws(JSONError) -> Double {
        let start = try startOfNumber()
        try skipNumber()
        guard let value = Double(String(decoding: bytes[start..<position], as: UTF8.self)), value.isFinite else {
            throw JSONError("expected a number within the range of a double", offset: start)
        }
        return value
    }

    /// Reads `null` if it comes next; returns whether it did.
    public mutating func readNull() throws(JSONError) -> Bool {
        guard try peek() == .null else { return false }
        try skipLiteral("null")
        return true
    }

    /// Reads any value as its text.
    public mutating func readRaw() throws(JSONError) -> RawJSON {
        _ = try nextSignificant()
        let start = position
        try skipValue()
        return RawJSON(unchecked: Array(bytes[start..<position]))
    }

    /// Skips any value, and checks its syntax.
    public mutating func skipValue() throws(JSONError) {
        try skipNested()
    }
}
