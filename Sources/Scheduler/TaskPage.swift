public import TaskModel

/// A part of the list of tasks.
public struct TaskPage: Sendable, Hashable {
    public var tasks: [StoredTask]
    /// Where the next page begins; nil at the end of the list.
    public var next: TaskCursor?
    /// How many there are in all, where that was asked.
    public var total: Int?

    public init(tasks: [StoredTask], next: TaskCursor?, total: Int? = nil) {
        self.tasks = tasks
        self.next = next
        self.total = total
    }
}
