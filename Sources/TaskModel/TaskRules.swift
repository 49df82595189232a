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

    public init(
        recurrence: Recurrence? = nil, retry: RetryPolicy = .standard, schedule: SchedulePolicy = .standard,
        expiresAt: Timestamp? = nil
    ) {
        self.recurrence = recurrence
        self.retry = retry
        self.schedule = schedule
        self.expiresAt = expiresAt
    }

    func isExpired(at now: Timestamp) -> Bool {
        expiresAt.map { $0 <= now } ?? false
    }
}
