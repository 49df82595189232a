/// A word that a client puts on tasks to find them by: 1 to 64 bytes, without commas and control characters, and without
/// space at its ends.
public struct TaskTag: Hashable, Sendable, Comparable {
    public static let maximumLength = 64
    /// How many a task may have.
    public static let maximumCount = 16

    public let rawValue: String

    /// - Returns: nil where it is not well formed.
    public init?(_ text: String) {
        guard
            (1...Self.maximumLength).contains(text.utf8.count), text.first != " ", text.last != " ",
            // A comma separates several in a query.
            text.unicodeScalars.allSatisfy({ $0 != "," && $0.properties.generalCategory != .control })
        else { return nil }
        rawValue = text
    }

    public static func < (a: TaskTag, b: TaskTag) -> Bool { a.rawValue < b.rawValue }
}

extension TaskTag: CustomStringConvertible {
    public var description: String { rawValue }
}

extension TaskTag: ExpressibleByStringLiteral {
    /// For tags in source code. Traps when the text is not well formed.
    public init(stringLiteral text: String) {
        guard let value = TaskTag(text) else { preconditionFailure("not a tag: \(text)") }
        self = value
    }
}
