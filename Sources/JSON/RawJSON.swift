/// A JSON value kept exactly as its sender wrote it.
///
/// Payloads travel through Carillon untouched: the order of keys, the digits of numbers and the escapes of strings are
/// the client's own, and nothing is spent on building a tree that nobody looks at.
public struct RawJSON: Hashable, Sendable {
    /// The UTF-8 text of one valid JSON value, without white space around it.
    public let bytes: [UInt8]

    /// Takes bytes that are known to be one valid JSON value, such as those that ``JSONReader/readRaw()`` gave.
    public init(unchecked bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Checks that `bytes` are one valid JSON value.
    ///
    /// - Parameter maximumDepth: how deep objects and arrays may be nested.
    public init(
        validating bytes: [UInt8], maximumDepth: Int = JSONReader.maximumDepth
    ) throws(JSONError) {
        var reader = try JSONReader(bytes, maximumDepth: maximumDepth)
        self = try reader.readRaw()
        try reader.finish()
    }

    /// The text of a literal, for tests and constants. Traps when it is not valid JSON.
    public init(_ literal: StaticString) {
        let bytes = literal.withUTF8Buffer { Array($0) }
        guard let value = try? RawJSON(validating: bytes) else { preconditionFailure("not JSON: \(literal)") }
        self = value
    }
}

extension RawJSON: CustomStringConvertible {
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}
