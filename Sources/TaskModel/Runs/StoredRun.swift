public import JSON
public import Timekeeping

/// One attempt as the database keeps it; or occurrences that did not run, or a message that no service could read.
public struct StoredRun: Hashable, Sendable {
    public var id: RunID
    /// ``TaskID/none`` for a message that belongs to no task.
    public var taskID: TaskID
    public var scheduledFor: Timestamp
    public var attempt: Int
    public var state: RunState
    /// When it was, or is, to be claimed.
    public var dueAt: Timestamp?
    /// When it was claimed; `nil` while it waits.
    public var queuedAt: Timestamp?
    /// When an executor began with it.
    public var startedAt: Timestamp?
    /// When it ended.
    public var finishedAt: Timestamp?
    /// Why it was claimed late.
    public var lateReason: LateReason?
    /// The executor that performed it.
    public var executor: String?
    public var output: RawJSON?
    public var error: RunError?
    /// Whether it is of a past occurrence that a backfill ran.
    public var isBackfill: Bool

    public init(
        id: RunID, taskID: TaskID, scheduledFor: Timestamp, attempt: Int, state: RunState, dueAt: Timestamp? = nil,
        queuedAt: Timestamp? = nil, startedAt: Timestamp? = nil, finishedAt: Timestamp? = nil,
        lateReason: LateReason? = nil, executor: String? = nil, output: RawJSON? = nil, error: RunError? = nil,
        isBackfill: Bool = false
    ) {
        self.id = id
        self.taskID = taskID
        self.scheduledFor = scheduledFor
        self.attempt = attempt
        self.state = state
        self.dueAt = dueAt
        self.queuedAt = queuedAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.lateReason = lateReason
        self.executor = executor
        self.output = output
        self.error = error
        self.isBackfill = isBackfill
    }
}

extension TaskID {
    /// Stands for no task: the nil UUID (RFC 9562 section 5.9).
    public static var none: TaskID { TaskID(high: 0, low: 0) }
}

/// A run that failed for the last time, or a message that the broker gave up on.
public struct DeadRun: Hashable, Sendable {
    public var run: StoredRun
    public var action: ActionName

    public init(run: StoredRun, action: ActionName) {
        self.run = run
        self.action = action
    }
}
