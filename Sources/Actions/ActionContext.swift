public import Logging
public import TaskModel
public import Timekeeping

/// What an action may want to know of the run that it performs.
public struct ActionContext: Sendable {
    public var runID: RunID
    public var taskID: TaskID
    /// The due time that this run is for.
    public var scheduledFor: Timestamp
    /// The number of the attempt, from 1.
    public var attempt: Int
    public var maxAttempts: Int
    /// The same for every attempt at this occurrence.
    public var idempotencyKey: String
    /// How long the run may take, in seconds.
    public var timeoutSeconds: Int
    /// Carries the ids of the run.
    public var logger: Logger

    public init(
        runID: RunID, taskID: TaskID, scheduledFor: Timestamp, attempt: Int, maxAttempts: Int, idempotencyKey: String,
        timeoutSeconds: Int, logger: Logger
    ) {
        self.runID = runID
        self.taskID = taskID
        self.scheduledFor = scheduledFor
        self.attempt = attempt
        self.maxAttempts = maxAttempts
        self.idempotencyKey = idempotencyKey
        self.timeoutSeconds = timeoutSeconds
        self.logger = logger
    }
}
