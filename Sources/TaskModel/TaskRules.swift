public import Recurrence
public import Timekeeping

/// What of a task's definition decides how it goes on.
public struct TaskRules: Hashable, Sendable {
    /// Gives the occurrences of a recurring task.
    public var recurrence: Recurrence?
    public var retry: RetryPolicy
    public var schedule: SchedulePolicy
    /// From when on it is no longer worth running.
    public var expiresAt: Timestamp?
    /// When it was created, or got the times that it has: occurrences up to this, but for the first, never were the task's.
    public var since: Timestamp
    /// Which times were passed before, by a clock that was ahead.
    public var passed: PassedTimes?

    public init(
        recurrence: Recurrence? = nil, retry: RetryPolicy = .standard, schedule: SchedulePolicy = .standard,
        expiresAt: Timestamp? = nil, since: Timestamp = .earliest, passed: PassedTimes? = nil
    ) {
        self.recurrence = recurrence
        self.retry = retry
        self.schedule = schedule
        self.expiresAt = expiresAt
        self.since = since
        self.passed = passed
    }

    /// - Parameter first: the occurrence that the schedule is at.
    func occurrences(from first: Timestamp?) -> OccurrenceSeries? {
        recurrence.map { OccurrenceSeries(recurrence: $0, first: first, since: since, passed: passed) }
    }

    func isExpired(at now: Timestamp) -> Bool {
        expiresAt.map { $0 <= now } ?? false
    }
}
