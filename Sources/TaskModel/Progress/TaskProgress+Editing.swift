internal import Recurrence
public import Timekeeping

/// The effect of other times on a schedule.
public struct ScheduleEdit: Hashable, Sendable {
    /// What was due by the old times, and does not run.
    public var skipped: SkippedOccurrences?
    /// Whether the new times count from now on: what they would have had before never was the task's.
    public var startsNow: Bool
}

extension TaskProgress {
    /// Gives the task other times.
    ///
    /// What has begun counts as begun, and does not begin again by the new times. What is due and has not begun stays due.
    /// A run that is under way is followed by an occurrence of the new times, as the policy for overlaps allows.
    ///
    /// - Parameters:
    ///   - first: the first occurrence if the edit gives a time to begin at; `nil` if the anchor stays.
    ///   - isUnderWay: whether a run of the occurrence ``runAt`` is queued or waits.
    ///   - hasBegun: whether a run of the task has an occurrence already.
    public mutating func edit(
        _ old: TaskRules, to new: TaskRules, first: Timestamp? = nil, isUnderWay: Bool, now: Timestamp,
        hasBegun: (Timestamp) throws -> Bool
    ) rethrows -> ScheduleEdit {
        let before = old.occurrences(from: runAt)
        var edit = ScheduleEdit(skipped: nil, startsNow: true)
        let isUnderWay = dueAt == nil && isUnderWay
        var next: Timestamp?
        if let first {
            next = first
        } else if let before, let after = new.occurrences(from: runAt), runAt <= now, dueAt != nil || isUnderWay,
            Self.agree(before, after, from: runAt, through: now)
        {
            edit.startsNow = false
            return edit
        } else if dueAt != nil, runAt <= now {
            edit.skipped = keepLatestDue(before, old.schedule, now: now)
            if dueAt != nil { return edit }
        } else if new.recurrence == nil {
            if isUnderWay { edit.skipped = Self.due(.overlap, after: runAt, before, now: now) }
            catchUpUntil = nil
            return edit
        }
        var starting = new
        starting.since = now
        let series = starting.occurrences(from: nil)
        if next == nil { next = series?.next(after: dueAt == nil ? max(now, runAt) : now) }
        let begun = isUnderWay ? runAt : nil
        let nominal = nominalOfLast(old, before, now: now)
        while let time = next {
            let isRepeated =
                nominal.map { nominal in
                    first == nil && (new.recurrence?.nominal(of: time)).map { $0 <= nominal } ?? false
                } ?? false
            guard try isRepeated || time == begun || hasBegun(time) else { break }
            next = series?.next(after: max(time, now))
        }
        let overlaps = isUnderWay && new.recurrence != nil && new.schedule.overlap != .allow
        if overlaps, next.map({ $0 > now }) ?? true {
            // The next is found when the run is over.
            edit.skipped = Self.due(.overlap, after: runAt, before, now: now)
            catchUpUntil = nil
            return edit
        }
        if first != nil, dueAt != nil, runAt <= now, runAt != next, let before {
            edit.skipped = Self.skipped(
                .missed, from: runAt, through: before.latest(notAfter: now) ?? runAt, before: nil, before)
        }
        catchUpUntil = nil
        dueAt = next
        if let next {
            runAt = next
            if queued == 0, waiting == 0 { attempt = 1 }
        }
        settle(end: status == .failed ? .failed : .completed)
        return edit
    }

    /// Whether two schedules have the same occurrences after `start` up to `end`.
    private static func agree(
        _ one: OccurrenceSeries, _ other: OccurrenceSeries, from start: Timestamp, through end: Timestamp
    ) -> Bool {
        var place = start
        for _ in 0..<SkippedOccurrences.countLimit {
            let (next, others) = (one.next(after: place), other.next(after: place))
            if next.map({ $0 > end }) ?? true { return others.map { $0 > end } ?? true }
            guard let next, next == others else { return false }
            place = next
        }
        return false
    }

    /// Of what is due by the old times, the latest stays due, if the policy for missed occurrences lets one run.
    private mutating func keepLatestDue(
        _ occurrences: OccurrenceSeries?, _ policy: SchedulePolicy, now: Timestamp
    ) -> SkippedOccurrences? {
        guard let occurrences else { return nil }
        var judged = self
        let claim = judged.due(of: occurrences, policy, now: now)
        catchUpUntil = nil
        guard claim.run != nil else {
            runAt = claim.skipped?.last ?? runAt
            dueAt = nil
            return claim.skipped
        }
        let latest = occurrences.latest(notAfter: now) ?? runAt
        let skipped = Self.skipped(.missed, from: runAt, through: latest, before: latest, occurrences)
        runAt = latest
        dueAt = latest
        return skipped
    }

    /// The occurrences after one that are due.
    private static func due(
        _ reason: SkippedOccurrences.Reason, after occurrence: Timestamp, _ occurrences: OccurrenceSeries?,
        now: Timestamp
    ) -> SkippedOccurrences? {
        guard let occurrences, let first = occurrences.next(after: occurrence), first <= now else { return nil }
        return skipped(
            reason, from: first, through: occurrences.latest(notAfter: now) ?? first, before: nil, occurrences)
    }

    /// The time, without its jitter, of the last occurrence that has begun. Another jitter must not draw it again.
    private func nominalOfLast(
        _ rules: TaskRules, _ occurrences: OccurrenceSeries?, now: Timestamp
    ) -> Timestamp? {
        guard let recurrence = rules.recurrence else { return nil }
        if dueAt == nil { return recurrence.nominal(of: runAt) }
        let bound = min(now, runAt - .milliseconds(1))
        guard let last = rules.occurrences(from: nil)?.latest(notAfter: bound) else { return nil }
        return recurrence.nominal(of: last)
    }
}
