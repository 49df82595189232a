public import TaskModel

/// A part of the list of tasks.
public struct TaskPage: Sendable, Hashable {
    public var tasks: [StoredTask]
    /// Where the next page begins; nil at the end of the list.
    public var next: TaskCursor?

    public init(tasks: [StoredTask], next: TaskCursor?) {
        self.tasks = tasks
        self.next = next
    }
}
