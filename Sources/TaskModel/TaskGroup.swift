/// A namespace for tasks: 1 to 63 lower-case letters, digits, `.`, `_` or `-`, the first a letter or digit.
public struct TaskGroup: Hashable, Sendable, Comparable {
    public static let maximumLength = 63
    /// Where a task belongs that names no group.
    public static let standard = TaskGroup(stringLiteral: "default")

    public let rawValue: String

    /// - Returns: nil where the name is not well formed.
    public init?(_ name: String) {
        let utf8 = name.utf8
        guard
            (1...Self.maximumLength).contains(utf8.count), utf8.allSatisfy(Self.isAllowed), let first = utf8.first,
            !"._-".utf8.contains(first)
        else { return nil }
        rawValue = name
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
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
