/// Why a JSON text could not be read: what is wrong, and where.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, in words for the sender of the text.
    public let reason: String
    /// The offset of the fault in bytes from the start of the text.
    public let offset: Int

    public init(_ reason: String, offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    public var description: String { "\(reason) (at byte \(offset))" }
}
