/// A name that a client gave to a task: 1 to 128 letters, marks and digits of any language, `.`, `_`, `-` or `:`.
///
/// It is part of a path, which is why it is so plain.
public struct TaskName: Hashable, Sendable {
    /// In code points, once composed.
    public static let maximumLength = 128
    public static let expectation =
        "must be 1 to \(maximumLength) letters or digits of any language, '.', '_', '-' or ':'"

    /// Composed (NFC).
    public let rawValue: String

    /// - Returns: nil where the name is not well formed.
    public init?(_ name: String) {
        guard let text = NameText.normalized(name, maximum: Self.maximumLength, others: "._-:") else { return nil }
        rawValue = text
    }
}

extension TaskName: CustomStringConvertible {
    public var description: String { rawValue }
}
