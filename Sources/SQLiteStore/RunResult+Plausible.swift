internal import TaskModel
internal import Timekeeping

extension RunResult {
    /// How far an executor's clock may be off.
    private static let skew = Duration.seconds(300)

    /// The same, without times that can't be: before the run was queued, or in the future. They are informative for people
    /// and must not move a schedule.
    func plausible(since queuedAt: Timestamp?, now: Timestamp) -> RunResult {
        var result = self
        let earliest = (queuedAt ?? .earliest) - Self.skew
        if let startedAt, startedAt < earliest || startedAt > now + Self.skew { result.startedAt = nil }
        let start = result.startedAt ?? earliest
        if let finishedAt, finishedAt < start || finishedAt > now + Self.skew { result.finishedAt = nil }
        result.finishedAt = min(result.finishedAt ?? now, now)
        if let startedAt = result.startedAt { result.startedAt = min(startedAt, now) }
        return result
    }
}
