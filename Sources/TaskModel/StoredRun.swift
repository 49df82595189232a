public import Timekeeping

/// One attempt as the table holds it.
public struct StoredRun: Hashable, Sendable {
    public var id: RunID
    public var taskID: TaskID
    public var scheduledFor: Timestamp
    public var attempt: Int
    public var state: RunState
    /// When it was claimed.
    public var queuedAt: Timestamp
    /// When an executor began with it, by its own announcement.
    public var startedAt: Timestamp?
    /// What it came to; nil while it is outstanding.
    public var result: RunResult?

    public init(
        id: RunID, taskID: TaskID, scheduledFor: Timestamp, attempt: Int, state: RunState, queuedAt: Timestamp,
        startedAt: Timestamp? = nil, result: RunResult? = nil
    ) {
        self.id = id
        self.taskID = taskID
        self.scheduledFor = scheduledFor
        self.attempt = attempt
        self.state = state
        self.queuedAt = queuedAt
        self.startedAt = startedAt
        self.result = result
    }
}
