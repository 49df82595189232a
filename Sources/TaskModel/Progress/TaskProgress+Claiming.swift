public import Timekeeping

/// The result of claiming an occurrence.
public struct OccurrenceClaim: Hashable, Sendable {
    /// The occurrence that runs; `nil` if none does.
    public var run: Timestamp?
    public var skipped: SkippedOccurrences?
}

extension TaskProgress {
    /// The pause between runs that make up for missed occurrences.
    public static let catchUpPace = Duration.seconds(1)

    /// Claims an occurrence: decides which one runs, and when the next is claimed.
    public mutating func claimOccurrence(_ rules: TaskRules, now: Timestamp) -> OccurrenceClaim {
        if rules.isExpired(at: now) {
            dueAt = nil
            settle(end: .failed)
            return OccurrenceClaim(run: nil, skipped: .init(.expired, first: runAt, last: runAt, count: 1))
        }
        guard let occurrences = rules.occurrences(from: runAt) else {
            start(runAt)
            dueAt = nil
            return OccurrenceClaim(run: runAt, skipped: nil)
        }
        let claim = due(of: occurrences, rules.schedule, now: now)
        let grace = Duration.seconds(rules.schedule.graceSeconds)
        guard let occurrence = claim.run else {
            schedule(occurrences.next(after: claim.skipped?.last ?? runAt), grace: grace, now: now)
            settle(end: .completed)
            return claim
        }
        start(occurrence)
        runAt = occurrence
        dueAt = nil
        if rules.schedule.overlap == .allow { schedule(occurrences.next(after: occurrence), grace: grace, now: now) }
        return claim
    }

    /// Claims a run that waited.
    ///
    /// - Returns: whether it runs; it does not if the task has expired.
    public mutating func claimWaiting(_ attempt: Attempt, _ rules: TaskRules, now: Timestamp) -> Bool {
        waiting -= 1
        guard !rules.isExpired(at: now) else {
            settle(end: .failed)
            return false
        }
        queued += 1
        self.attempt = attempt.number
        settle(end: status)
        return true
    }

    /// Claims a run that was put back when its consumers died. It began before, so nothing stops it now.
    public mutating func claimSuspect(_ attempt: Attempt) {
        waiting -= 1
        queued += 1
        self.attempt = attempt.number
        settle(end: status)
    }

    private mutating func start(_ occurrence: Timestamp) {
        attempt = 1
        queued += 1
        status = .running
    }

    /// Sets when the next occurrence is claimed, if there is one.
    ///
    /// - Parameter grace: how late it may be and not count as missed.
    mutating func schedule(_ next: Timestamp?, grace: Duration, now: Timestamp) {
        guard let next else {
            dueAt = nil
            catchUpUntil = nil
            return
        }
        runAt = next
        if let until = catchUpUntil, next <= until {
            // What is made up for takes its time; what is only late does not.
            dueAt = now > next + grace ? max(next, now + Self.catchUpPace) : next
        } else {
            catchUpUntil = nil
            dueAt = next
        }
        if queued == 0 { attempt = 1 }
    }

    // MARK: - Missed occurrences

    /// Which of the occurrences up to `now` runs, by the policy for missed ones. Those after it that are to run, too, are
    /// made up for one after another, up to ``catchUpUntil``.
    ///
    /// An occurrence is missed if it is later than its grace. The policy decides on those; what is not missed runs.
    mutating func due(
        of occurrences: OccurrenceSeries, _ policy: SchedulePolicy, now: Timestamp
    ) -> OccurrenceClaim {
        if let until = catchUpUntil, runAt <= until { return OccurrenceClaim(run: runAt, skipped: nil) }
        let latest = max(runAt, occurrences.latest(notAfter: now) ?? runAt)
        let grace = Duration.seconds(policy.graceSeconds)
        guard now > max(runAt, occurrences.since) + grace else {
            catchUpUntil = latest > runAt ? latest : nil
            return OccurrenceClaim(run: runAt, skipped: nil)
        }
        // The last instant of which an occurrence is missed.
        let bound = now - grace - .milliseconds(1)
        let timely = occurrences.next(after: max(runAt, bound)).flatMap { $0 <= now ? $0 : nil }
        let chosen: Timestamp?
        switch policy.onMissed {
        case .latest: chosen = timely ?? latest
        case .skip: chosen = timely
        case .all:
            let lastMissed = max(runAt, occurrences.latest(notAfter: bound) ?? runAt)
            chosen = Self.step(back: policy.maxMissed - 1, from: lastMissed, to: runAt, occurrences)
        }
        catchUpUntil = chosen.map { latest > $0 } ?? false ? latest : nil
        let skipped = Self.skipped(.missed, from: runAt, through: latest, before: chosen, occurrences)
        return OccurrenceClaim(run: chosen, skipped: skipped)
    }

    /// The occurrence `steps` before `latest`, or `first` if there are not so many.
    private static func step(
        back steps: Int, from latest: Timestamp, to first: Timestamp, _ occurrences: OccurrenceSeries
    ) -> Timestamp {
        var occurrence = latest
        for _ in 0..<steps {
            guard let previous = occurrences.latest(notAfter: occurrence - .milliseconds(1)), previous >= first else {
                return occurrence
            }
            occurrence = previous
        }
        return occurrence
    }

    /// The occurrences from `first` through `last`, but only those before `end` if it is given; `nil` for none.
    static func skipped(
        _ reason: SkippedOccurrences.Reason, from first: Timestamp, through last: Timestamp, before end: Timestamp?,
        _ occurrences: OccurrenceSeries
    ) -> SkippedOccurrences? {
        var count = 0
        var latest = first
        var next: Timestamp? = first
        while let occurrence = next, occurrence <= last, end.map({ occurrence < $0 }) ?? true {
            count += 1
            latest = occurrence
            guard count < SkippedOccurrences.countLimit else {
                // Too many to count: the last is found without counting.
                let bound = end.map { $0 - .milliseconds(1) } ?? last
                latest = occurrences.latest(notAfter: bound) ?? occurrence
                break
            }
            next = occurrences.next(after: occurrence)
        }
        return count == 0 ? nil : SkippedOccurrences(reason, first: first, last: latest, count: count)
    }
}
