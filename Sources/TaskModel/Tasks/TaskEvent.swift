public import Timekeeping

/// Something that happened to a task, or to one of its runs.
public struct TaskEvent: Sendable, Hashable {
    /// What happened, in the order in which events of one moment are published.
    public enum Kind: String, Sendable, CaseIterable {
        case taskCreated = "task.created"
        case taskUpdated = "task.updated"
        case taskPaused = "task.paused"
        case taskResumed = "task.resumed"
        case taskDeleted = "task.deleted"
        /// It was claimed, and goes to the broker.
        case runQueued = "run.queued"
        /// No queue took it: it waits.
        case runWaiting = "run.waiting"
        /// It has run for a second.
        case runStarted = "run.started"
        /// Its executor was asked to stop it.
        case runCancelling = "run.cancelling"
        /// It is over: `state` says how.
        case runFinished = "run.finished"
        /// Occurrences that do not run.
        case runSkipped = "run.skipped"
        /// It was dead, and another takes its place.
        case runRedriven = "run.redriven"
        /// It was dead, and is forgotten.
        case runDiscarded = "run.discarded"
        /// Nothing of the task is left to come.
        case taskCompleted = "task.completed"
        case taskFailed = "task.failed"

        /// How it is published: `task.<what>`, since `run.#` belongs to executors.
        public var routingKey: String { rawValue.hasPrefix("task.") ? rawValue : "task.\(rawValue)" }
    }

    /// The run that an event concerns.
    public struct Run: Sendable, Hashable {
        public var id: RunID
        public var scheduledFor: Timestamp
        public var attempt: Int
        /// How it ended, if it did.
        public var state: RunState?
        /// Why it failed, or did not run.
        public var error: RunError?

        public init(
            id: RunID, scheduledFor: Timestamp, attempt: Int, state: RunState? = nil, error: RunError? = nil
        ) {
            self.id = id
            self.scheduledFor = scheduledFor
            self.attempt = attempt
            self.state = state
            self.error = error
        }
    }

    public var kind: Kind
    public var task: TaskIdentity
    public var run: Run?
    /// When the task runs next, if that is known: another attempt, or its next occurrence.
    public var nextAt: Timestamp?

    public init(
        _ kind: Kind, _ task: TaskIdentity, run: Run? = nil, nextAt: Timestamp? = nil
    ) {
        self.kind = kind
        self.task = task
        self.run = run
        self.nextAt = nextAt
    }
}
