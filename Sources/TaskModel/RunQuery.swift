/// Which runs of a task are asked for, the newest first.
public struct RunQuery: Hashable, Sendable {
    public var taskID: TaskID
    public var limit: Int
    /// The last run of the page before.
    public var after: RunID?

    public init(taskID: TaskID, limit: Int = TaskQuery.defaultLimit, after: RunID? = nil) {
        self.taskID = taskID
        self.limit = limit
        self.after = after
    }
}
