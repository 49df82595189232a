public import JSON
public import Timekeeping

/// What an executor says of an attempt when it is over.
public struct RunResult: Hashable, Sendable {
    public enum Outcome: String, Sendable {
        case succeeded
        /// To be tried again, if the task's policy allows.
        case failed
        /// Trying again will not help.
        case rejected
    }

    public var outcome: Outcome
    public var startedAt: Timestamp?
    public var finishedAt: Timestamp?
    /// What the action gave back; kept as it is.
    public var output: RawJSON?
    /// Why it failed.
    public var error: RunError?
    /// Not to be tried again sooner than this, in seconds from the result.
    public var retryAfterSeconds: Double?
    /// Who performed the run, by its own name.
    public var executor: String?

    public init(
        outcome: Outcome, startedAt: Timestamp? = nil, finishedAt: Timestamp? = nil, output: RawJSON? = nil,
        error: RunError? = nil, retryAfterSeconds: Double? = nil, executor: String? = nil
    ) {
        self.outcome = outcome
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.output = output
        self.error = error
        self.retryAfterSeconds = retryAfterSeconds
        self.executor = executor
    }
}
