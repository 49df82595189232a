/// Reads a JSON text (RFC 8259) from front to back, without building a tree.
///
/// The caller asks for what it expects and gets an error with the offset where the text says otherwise. Values that it
/// does not care for are skipped, or kept as ``RawJSON``, and are checked all the same.
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

    /// How deep objects and arrays of a client may be nested, its whole body counted.
    public static let clientDepth = 128
    /// How deep they may be nested in a message: what a client may send, and what services wrap around it.
    public static let maximumDepth = 512

    @usableFromInline let bytes: [UInt8]
    @usableFromInline var position = 0
    @usableFromInline var depth = 0
    private let depthLimit: Int

    /// - Parameters:
    ///   - bytes: the text. Must be UTF-8; a byte order mark is refused as RFC 8259 section 8.1 allows.
    ///   - maximumDepth: how deep objects and arrays may be nested. No value of it makes the reader recurse.
    public init(_ bytes: [UInt8], maximumDepth: Int = JSONReader.maximumDepth) throws(JSONError) {
        if let mark = Self.byteOrderMark(bytes) {
            throw JSONError("the text begins with a byte order mark (\(mark)): send it without, in UTF-8", offset: 0)
        }
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            throw JSONError("the text is not valid UTF-8", offset: error.byteOffsets.lowerBound)
        }
        self.bytes = bytes
        depthLimit = maximumDepth
    }

    /// The byte order mark that a text begins with, as people know it; `nil` if it has none.
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

    /// Checks that nothing but white space is left.
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
