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
    /// Occurrences up to this, but for the first, never were the task's.
    public var createdAt: Timestamp

    public init(
        recurrence: Recurrence? = nil, retry: RetryPolicy = .standard, schedule: SchedulePolicy = .standard,
        expiresAt: Timestamp? = nil, createdAt: Timestamp = .earliest
    ) {
        self.recurrence = recurrence
        self.retry = retry
        self.schedule = schedule
        self.expiresAt = expiresAt
        self.createdAt = createdAt
    }

    var occurrences: OccurrenceSeries? {
        recurrence.map { OccurrenceSeries(recurrence: $0, createdAt: createdAt) }
    }

    func isExpired(at now: Timestamp) -> Bool {
        expiresAt.map { $0 <= now } ?? false
    }
}
