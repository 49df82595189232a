/// Another definition for a task that is there.
public struct TaskUpdate: Hashable, Sendable {
    /// As it is to be, with the id that it has. The action stays.
    public var task: NewTask
    /// Whether it says when the task runs. Otherwise that stays as it is, whatever `task` says.
    public var changesTiming: Bool
    /// The revision that it was made from. Where the task has another by now, it is not changed.
    public var revision: Int

    public init(task: NewTask, changesTiming: Bool, revision: Int) {
        self.task = task
        self.changesTiming = changesTiming
        self.revision = revision
    }
}
