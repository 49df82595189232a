internal import JSON

/// Reads the payload of a built-in action and says by pointer what is wrong with it.
struct PayloadReader {
    private var reader: JSONReader

    init(_ payload: RawJSON, expected: String) throws {
        reader = try JSONReader(payload.bytes)
        let kind = try reader.peek()
        guard kind == .object else { throw PayloadError("", "must be \(expected), not \(kind.rawValue)") }
    }

    mutating func readFields(_ field: (inout JSONReader, String) throws -> Void) throws {
        try reader.readObject(field)
    }

    static func string(_ reader: inout JSONReader, _ pointer: String) throws -> String {
        let kind = try reader.peek()
        guard kind == .string else { throw PayloadError(pointer, "must be a string, not \(kind.rawValue)") }
        return try reader.readString()
    }

    static func unknown(_ field: String, known: String) -> PayloadError {
        PayloadError(JSONPointer.joining("", field), "is not a field of this action's payload: it has \(known)")
    }
}

/// A fault of a payload, with its place.
public struct PayloadError: Error, Hashable, Sendable {
    /// A JSON pointer (RFC 6901) into the payload; empty for the payload itself.
    public let pointer: String
    /// What is wrong and what was expected.
    public let detail: String

    /// Where in a text it is, in characters from 1; `nil` if it is nowhere in particular.
    public let column: Int?

    public init(_ pointer: String, _ detail: String, column: Int? = nil) {
        self.pointer = pointer
        self.detail = detail
        self.column = column
    }
}
