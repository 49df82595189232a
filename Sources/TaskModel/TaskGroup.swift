/// A namespace for tasks: 1 to 63 letters, marks and digits of any language, none of them upper-case, `.`, `_` or `-`,
/// the first a letter or digit.
public struct TaskGroup: Hashable, Sendable, Comparable {
    public static let maximumLength = 63
    /// Where a task belongs that names no group.
    public static let standard = TaskGroup(stringLiteral: "default")

    public let rawValue: String

    /// - Returns: nil where the name is not well formed.
    public init?(_ name: String) {
        let text = NameText.normalized(name, maximum: Self.maximumLength, others: "._-") { category in
            category != .uppercaseLetter && category != .titlecaseLetter
        }
        guard let text, let first = text.unicodeScalars.first, !"._-".unicodeScalars.contains(first) else { return nil }
        rawValue = text
    }

    public static func < (a: TaskGroup, b: TaskGroup) -> Bool { a.rawValue < b.rawValue }
}

extension TaskGroup: CustomStringConvertible {
    public var description: String { rawValue }
}

extension TaskGroup: ExpressibleByStringLiteral {
    /// For names in source code. Traps when the name is not well formed.
    public init(stringLiteral name: String) {
        guard let value = TaskGroup(name) else { preconditionFailure("not a group: \(name)") }
        self = value
    }
}
