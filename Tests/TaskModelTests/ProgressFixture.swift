import Recurrence
import TaskModel
import Timekeeping
import TimekeepingTesting

/// A task that repeats every day, and what happens to it, on a clock that only the test moves.
final class ProgressFixture {
    static let start = Timestamp(milliseconds: 1_781_103_600_000)
    static let day = Duration.seconds(86_400)

    var rules: TaskRules
    var progress: TaskProgress
    var now: Timestamp
    /// The attempt that each queued or waiting run is.
    var open: [Attempt] = []
    private var random = SeededGenerator.forTest()

    init(_ schedule: SchedulePolicy = .standard, recurs: Bool = true, createdAt: Timestamp = start) {
        let retry = RetryPolicy(
            maxAttempts: 2, backoff: .fixed, initialSeconds: 5, maxSeconds: 5, jitter: .none)
        rules = TaskRules(
            recurrence: recurs ? Recurrence(.daily, anchor: Self.start, zone: .utc) : nil, retry: retry,
            schedule: schedule, since: createdAt)
        progress = TaskProgress(startingAt: Self.start)
        now = Self.start
    }

    static func time(_ days: Int, _ seconds: Int64 = 0) -> Timestamp {
        start + .seconds(Int64(days) * 86_400 + seconds)
    }

    /// Moves the clock, and claims the occurrence that is due.
    func claim(at time: Timestamp) -> OccurrenceClaim {
        now = time
        let claim = progress.claimOccurrence(rules, now: now)
        if let run = claim.run { open.append(Attempt(scheduledFor: run, number: 1, beganAt: now)) }
        return claim
    }

    /// Moves the clock, and ends the run that has been open for longest.
    @discardableResult
    func finish(
        _ outcome: RunResult.Outcome = .succeeded, at time: Timestamp, finishedAt: Timestamp? = nil,
        isCancelled: Bool = false
    ) -> AttemptEnd {
        now = time
        let attempt = open.removeFirst()
        let end = progress.finish(
            attempt, with: RunResult(outcome: outcome, finishedAt: finishedAt), isCancelled: isCancelled, rules,
            now: now, using: &random)
        if end.retryAt != nil {
            open.insert(
                Attempt(
                    scheduledFor: attempt.scheduledFor, number: attempt.number + 1, beganAt: attempt.beganAt), at: 0)
        }
        return end
    }

    /// Moves the clock, and claims the run that waits.
    func claimWaiting(at time: Timestamp) -> Bool {
        now = time
        let runs = progress.claimWaiting(open[0], rules, now: now)
        if !runs { open.removeFirst() }
        return runs
    }

    /// Moves the clock, and gives up the run that waits.
    func cancelWaiting(at time: Timestamp) -> AttemptEnd {
        now = time
        return progress.cancelWaiting(open.removeFirst(), rules, now: now)
    }

    func pause() -> Bool { progress.pause() }

    func resume(at time: Timestamp) -> Bool {
        now = time
        return progress.resume(now: now)
    }
}
