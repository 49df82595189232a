public import Recurrence
public import Timekeeping

/// The parts of a task's definition that decide how its schedule continues.
public struct TaskRules: Hashable, Sendable {
    /// Gives the occurrences of a recurring task.
    public var recurrence: Recurrence?
    public var retry: RetryPolicy
    public var schedule: SchedulePolicy
    /// The time from which on the task must not run.
    public var expiresAt: Timestamp?
    /// When the task was created, or got its present times: occurrences up to then, except the first, never belonged to it.
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

/// The occurrences that a recurring task has: the one that its schedule is at, and those of its recurrence that come after
/// it and after the moment from which on they are the task's.
///
/// A task may be created with a first time that has passed. It runs once for that time; what its recurrence would have had
/// between then and its creation was never missed. An edit leaves what is due already as it is, in the same way.
struct OccurrenceSeries {
    let recurrence: Recurrence
    /// The first of them, whether or not the recurrence has it; `nil` if that is not known.
    var first: Timestamp?
    /// Occurrences of the recurrence up to here are not the task's.
    let since: Timestamp
    /// Which times were passed before, by a clock that was ahead.
    var passed: PassedTimes?

    /// The first occurrence later than `instant`; `nil` if none is left.
    func next(after instant: Timestamp) -> Timestamp? {
        if let first, instant < first { return first }
        let start = max(instant, since)
        guard let passed else { return recurrence.next(after: start) }
        guard let next = recurrence.next(after: start - passed.offset) else { return nil }
        let moved = passed.time(of: next)
        // Between the last time that was passed and the first that was not.
        return moved > start ? moved : recurrence.next(after: start)
    }

    /// The last occurrence not later than `instant`; `nil` if the first one is later.
    func latest(notAfter instant: Timestamp) -> Timestamp? {
        if let first, instant < first { return nil }
        guard let latest = latestOfRecurrence(notAfter: instant) else { return first }
        return latest > max(since, first ?? .earliest) ? latest : first
    }

    private func latestOfRecurrence(notAfter instant: Timestamp) -> Timestamp? {
        guard let passed else { return recurrence.latest(notAfter: instant) }
        if let latest = recurrence.latest(notAfter: instant), passed.time(of: latest) <= instant {
            return passed.time(of: latest)
        }
        return recurrence.latest(notAfter: instant - passed.offset).map(passed.time)
    }
}

/// The times that a schedule has passed already when the clock is set back.
///
/// A schedule that keeps its pace goes through them again. What runs at such a time is another occurrence, and must not
/// have the time, and with it the idempotency key, of one that has run: each pass is a millisecond later than the one
/// before.
public struct PassedTimes: Hashable, Sendable {
    /// The last of them.
    public var last: Timestamp
    /// How often they were passed before, from 1.
    public var count: Int

    public init(last: Timestamp, count: Int) {
        self.last = last
        self.count = count
    }

    /// After 999 passes the same times are used again: by then their runs are long over.
    var offset: Duration { .milliseconds(count % 1000) }

    /// The longest offset that there is.
    public static let latestOffset = Duration.milliseconds(999)

    /// The last moment at which an occurrence may have taken place: in the pass that there was last.
    func last(of occurrence: Timestamp) -> Timestamp {
        occurrence <= last ? occurrence + min(.milliseconds(count), Self.latestOffset) : occurrence
    }

    /// When an occurrence takes place.
    func time(of occurrence: Timestamp) -> Timestamp {
        occurrence <= last ? occurrence + offset : occurrence
    }
}
