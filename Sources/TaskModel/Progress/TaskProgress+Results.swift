public import Timekeeping

/// What follows from the result of a run.
public struct AttemptEnd: Hashable, Sendable {
    public var state: RunState
    /// When the next attempt is due, if there is one.
    public var retryAt: Timestamp?
    /// Occurrences that came due while the run was not over, and do not run.
    public var skipped: SkippedOccurrences?
}

extension TaskProgress {
    /// Applies the result of a run: decides whether there is another attempt, and otherwise when the next occurrence is claimed.
    ///
    /// - Parameter isCancelled: whether a client cancelled it: then there is no other attempt.
    public mutating func finish(
        _ attempt: Attempt, with result: RunResult, isCancelled: Bool = false, _ rules: TaskRules, now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> AttemptEnd {
        queued -= 1
        if !isCancelled, let retryAt = retry(attempt, result, rules, now: now, using: &random) {
            waiting += 1
            self.attempt = attempt.number + 1
            self.retryAt = retryAt
            settle(end: status)
            return AttemptEnd(state: .failed, retryAt: retryAt, skipped: nil)
        }
        let failure: RunState = isCancelled ? .cancelled : .dead
        return end(
            attempt, result.outcome == .succeeded ? .succeeded : failure, rules,
            until: min(now, result.finishedAt ?? now), now: now)
    }

    /// Cancels a run that waits for its time.
    public mutating func cancelWaiting(_ attempt: Attempt, _ rules: TaskRules, now: Timestamp) -> AttemptEnd {
        waiting -= 1
        return end(attempt, .cancelled, rules, until: now, now: now)
    }

    /// Cancels the only occurrence of a task, which has not begun.
    public mutating func cancelOccurrence() {
        dueAt = nil
        settle(end: .failed)
    }

    /// Ends an occurrence.
    ///
    /// - Parameter finish: when its last run ended.
    private mutating func end(
        _ attempt: Attempt, _ state: RunState, _ rules: TaskRules, until finish: Timestamp, now: Timestamp
    ) -> AttemptEnd {
        var skipped: SkippedOccurrences?
        if let occurrences = rules.occurrences(from: nil) {
            // A run that was put back does not move the schedule, and neither does one that others may overlap.
            if dueAt == nil, attempt.scheduledFor == runAt, rules.schedule.overlap != .allow {
                skipped = advance(
                    occurrences, rules.schedule, past: rules.place(after: runAt, now: now), beganAt: attempt.beganAt,
                    overlappedUntil: finish, now: now)
            }
            if state == .dead, rules.schedule.onFailure == .pause { isPaused = true }
        }
        // A recurrence that has run out is complete whatever its last occurrence came to: each is judged by itself.
        settle(end: state == .succeeded || rules.recurrence != nil ? .completed : .failed)
        return AttemptEnd(state: state, retryAt: nil, skipped: skipped)
    }

    /// When the next attempt is due; `nil` if this was the last.
    private func retry(
        _ attempt: Attempt, _ result: RunResult, _ rules: TaskRules, now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> Timestamp? {
        guard result.outcome == .failed else { return nil }
        let age = Double(max(0, now.milliseconds - attempt.beganAt.milliseconds)) / 1000
        let delay = rules.retry.delay(
            after: attempt.number, retryAfterSeconds: result.retryAfterSeconds, ageSeconds: age, using: &random)
        guard let delay else { return nil }
        let retryAt = now + .milliseconds(Int64(delay * 1000))
        return rules.isExpired(at: retryAt) ? nil : retryAt
    }

    /// Moves the schedule to the next occurrence.
    ///
    /// - Parameters:
    ///   - place: the occurrence that is over; earlier if the clock was set back.
    ///   - beganAt: when its first run was claimed.
    ///   - end: until when the run was under way. What came due in that time overlaps with it; what came due after it, and
    ///     before its result was known, is due now, and missed if that is long ago.
    private mutating func advance(
        _ occurrences: OccurrenceSeries, _ policy: SchedulePolicy, past place: Timestamp, beganAt: Timestamp,
        overlappedUntil end: Timestamp, now: Timestamp
    ) -> SkippedOccurrences? {
        let grace = Duration.seconds(policy.graceSeconds)
        let next = occurrences.next(after: place)
        if let next, let until = catchUpUntil, next <= until {
            schedule(next, grace: grace, now: now)
            return nil
        }
        let end = max(place, end)
        guard let first = next, first <= end, let latest = occurrences.latest(notAfter: end) else {
            schedule(next, grace: grace, now: now)
            return nil
        }
        catchUpUntil = nil
        // It came due while others were made up for, and before this run began: nothing overlaps with it.
        if latest == first, first <= beganAt {
            schedule(first, grace: grace, now: now)
            return nil
        }
        guard policy.overlap == .queueOne else {
            let skipped = Self.skipped(.overlap, from: first, through: latest, before: nil, occurrences)
            let following = occurrences.next(after: latest)
            // The last one that there is: a run that is put back later must not find those before it to come again.
            if following == nil { runAt = latest }
            schedule(following, grace: grace, now: now)
            return skipped
        }
        let skipped = Self.skipped(.overlap, from: first, through: latest, before: latest, occurrences)
        schedule(latest, grace: grace, now: now)
        return skipped
    }
}
