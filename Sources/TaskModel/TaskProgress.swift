public import Recurrence
public import Timekeeping

/// Where a task stands: the part of it that changes as it runs.
public struct TaskProgress: Hashable, Sendable {
    public var status: TaskStatus
    /// The occurrence that is next, under way, or was last.
    public var runAt: Timestamp
    /// When it is to be claimed; nil while it is running or at its end.
    public var dueAt: Timestamp?
    /// The attempt that is next, under way, or was last; from 1.
    public var attempt: Int

    public init(status: TaskStatus, runAt: Timestamp, dueAt: Timestamp?, attempt: Int) {
        self.status = status
        self.runAt = runAt
        self.dueAt = dueAt
        self.attempt = attempt
    }

    /// A task that has just been accepted.
    public init(startingAt runAt: Timestamp) {
        self.init(status: .scheduled, runAt: runAt, dueAt: runAt, attempt: 1)
    }

    /// What becomes of the task, and of the attempt, when the attempt's result is known.
    ///
    /// - Parameters:
    ///   - rule: gives the occurrences of a recurring task. The next is later than both this one and `now`: what came
    ///     due while the attempt was under way, or while nobody looked, is not made up for one by one.
    public func finished(
        with result: RunResult, retry: RetryPolicy, rule: Recurrence?, now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> (run: RunState, task: TaskProgress) {
        if result.outcome == .failed,
            let delay = retry.delay(after: attempt, retryAfterSeconds: result.retryAfterSeconds, using: &random)
        {
            let dueAt = now + .milliseconds(Int64(delay * 1000))
            return (.failed, TaskProgress(status: .scheduled, runAt: runAt, dueAt: dueAt, attempt: attempt + 1))
        }
        let run: RunState = result.outcome == .succeeded ? .succeeded : .dead
        if let next = rule?.next(after: max(runAt, now)) {
            return (run, TaskProgress(startingAt: next))
        }
        // A recurrence that has run out is complete whatever its last occurrence came to: each is judged by itself.
        let status: TaskStatus = run == .succeeded || rule != nil ? .completed : .failed
        return (run, TaskProgress(status: status, runAt: runAt, dueAt: nil, attempt: attempt))
    }
}
