internal import Recurrence
public import Timekeeping

extension TaskRules {
    /// The time after which the next occurrence is searched.
    ///
    /// - Parameter occurrence: the one that is over, or under way. If it is still to come by the clock, which was set back
    ///   meanwhile, a schedule that keeps its pace goes on from now.
    func place(after occurrence: Timestamp, now: Timestamp) -> Timestamp {
        guard let passed, occurrence > now, occurrence <= passed.last else { return occurrence }
        return now
    }
}

extension TaskProgress {
    /// A run that waits is due at another time.
    public mutating func wait(until time: Timestamp) {
        if waiting > 0 { retryAt = time }
    }

    private static let dayMilliseconds: Int64 = 86_400_000

    /// The clock was set back after occurrences had begun by it: a schedule that keeps its pace goes on from now.
    ///
    /// One that would be due within about an interval anyway stays as it is. So does one of fixed times, since what has run
    /// is not repeated, unless the clock was more than a day ahead, and more than an interval: nothing stops for that long.
    /// A list of times stays in any case.
    ///
    /// - Parameters:
    ///   - rules: of the task; changed if the schedule goes on from now, and then to be written down.
    ///   - last: the last occurrence that has begun, or when the task was made, by the clock that was ahead.
    /// - Returns: whether the rules were changed.
    public mutating func clockWentBack(_ rules: inout TaskRules, last: Timestamp, now: Timestamp) -> Bool {
        if let due = dueAt, runAt <= now, due > now { dueAt = now }
        guard isLive, last > now, let recurrence = rules.recurrence, !recurrence.isList,
            let occurrences = rules.occurrences(from: nil),
            let following = dueAt == nil ? occurrences.next(after: runAt) : runAt
        else { return false }
        // In a later pass others than the last of all have begun.
        let previous = dueAt == nil ? runAt : occurrences.latest(notAfter: following - .milliseconds(1))
        let recent = min(last, previous ?? last)
        let interval = following.milliseconds - recent.milliseconds
        let distance = recent.milliseconds - now.milliseconds
        guard distance > 0, interval > 0,
            recurrence.keepsPace ? interval <= 2 * distance : max(interval, Self.dayMilliseconds) < distance,
            // What repeats its anchor does not begin before it.
            recurrence.keepsPace || recurrence.anchor <= now || !recurrence.rule.repeatsAnchor
        else { return false }
        var moved = rules
        if recurrence.anchor > now {
            guard
                let earlier = try? Recurrence(
                    recurrence.rule, anchor: recurrence.anchor(notAfter: now), zone: recurrence.zone,
                    seed: recurrence.seed, calendars: recurrence.calendars)
            else { return false }
            moved.recurrence = earlier
        }
        moved.since = now
        moved.passed = PassedTimes(
            last: max(last, recent, rules.passed?.last ?? last),
            count: (rules.passed?.count ?? 0) + 1)
        if dueAt != nil {
            guard let next = moved.occurrences(from: nil)?.next(after: now), next < following else { return false }
            runAt = next
            dueAt = next
            catchUpUntil = nil
        }
        rules = moved
        return true
    }
}
