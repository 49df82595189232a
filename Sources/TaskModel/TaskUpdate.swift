/// Another definition for a task that is there.
public struct TaskUpdate: Hashable, Sendable {
    /// Which times the task has by an update.
    public enum Times: String, Hashable, Sendable {
        /// Those that it has, whatever the definition says.
        case kept
        /// Others, from the same anchor, or from the same one in another zone.
        case changed
        /// Others, from the time that the update gives.
        case begun
    }

    /// As it is to be, with the id that it has. The action stays.
    public var task: TaskDefinition
    public var times: Times
    /// The revision that it was made from. If the task has another by now, it is not changed.
    public var revision: Int

    public init(task: TaskDefinition, times: Times, revision: Int) {
        self.task = task
        self.times = times
        self.revision = revision
    }
}
