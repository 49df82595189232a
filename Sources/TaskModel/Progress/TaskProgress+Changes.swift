public import Timekeeping

extension TaskProgress {
    /// Puts a run back that no queue took, or that the broker lost: it waits, or another run does in its place.
    public mutating func putBack(dueAt: Timestamp) {
        queued -= 1
        waiting += 1
        retryAt = dueAt
        settle(end: status)
    }

    /// Puts a dead run back, with fresh attempts.
    public mutating func redrive(dueAt: Timestamp) {
        waiting += 1
        attempt = 1
        retryAt = dueAt
        settle(end: status)
    }

    /// Adds a run besides the schedule, due at once; also while the task is paused.
    public mutating func runNow(_ now: Timestamp) {
        if !isLive { attempt = 1 }
        waiting += 1
        retryAt = now
        settle(end: status)
    }

    /// A calendar that its recurrence uses has changed: its next occurrence may be another. One that is due already stays.
    public mutating func follow(_ rules: TaskRules, now: Timestamp) {
        guard let dueAt, dueAt > now, runAt > now, let occurrences = rules.occurrences(from: nil) else {
            return
        }
        let next = occurrences.next(after: now)
        guard next != runAt else { return }
        schedule(next, grace: .seconds(rules.schedule.graceSeconds), now: now)
        settle(end: .completed)
    }

    /// Pauses the task: nothing is claimed until it is resumed. A run that is under way continues.
    ///
    /// - Returns: `false` if nothing is left to come.
    public mutating func pause() -> Bool {
        guard isLive else { return false }
        isPaused = true
        settle(end: status)
        return true
    }

    /// Resumes the task. Occurrences that came due while it was paused count as missed.
    ///
    /// - Returns: `false` if nothing is left to come.
    public mutating func resume(now: Timestamp) -> Bool {
        guard isLive else { return false }
        isPaused = false
        if waiting > 0 { retryAt = now }
        settle(end: status)
        return true
    }
}
