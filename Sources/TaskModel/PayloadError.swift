/// What is wrong with a payload, and where.
public struct PayloadError: Error, Hashable, Sendable {
    /// A JSON pointer (RFC 6901) into the payload; empty for the payload itself.
    public let pointer: String
    /// What is wrong and what was expected.
    public let detail: String

    public init(_ pointer: String, _ detail: String) {
        self.pointer = pointer
        self.detail = detail
    }
}
