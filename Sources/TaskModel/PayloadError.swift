/// What is wrong with a payload, and where.
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
