/// The order of tasks that are due: 9 runs before 0.
public struct TaskPriority: Hashable, Sendable, Comparable {
    public static let range = 0...9
    /// The default.
    public static let standard = TaskPriority(unchecked: 5)
    /// From the most urgent on.
    public static let descending = range.reversed().map(TaskPriority.init(unchecked:))

    public let rawValue: Int

    /// - Returns: `nil` for a number that is not in ``range``.
    public init?(_ value: Int) {
        guard Self.range.contains(value) else { return nil }
        self.init(unchecked: value)
    }

    private init(unchecked value: Int) {
        rawValue = value
    }

    public static func < (a: TaskPriority, b: TaskPriority) -> Bool { a.rawValue < b.rawValue }
}
