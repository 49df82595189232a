internal import TaskModel

/// What counts against one limit, and what is left of it.
struct LimitMeter: Sendable, Hashable {
    /// What was set; nil for a host that is slowed, and nothing more.
    var limit: RunLimit?
    var pace: RunRateLimiter?
    var slowdown: HostSlowdown?
    /// Runs without a result.
    var outstanding = 0

    /// How many runs may begin now; nil for any number.
    func room(at now: Duration) -> Int? {
        var room: Int?
        func bound(_ count: Int) { room = min(room ?? count, count) }
        if let most = limit?.maxConcurrent { bound(max(0, most - outstanding)) }
        if let pace { bound(pace.room(at: now)) }
        if let slowdown { bound(now < slowdown.until ? 0 : max(0, slowdown.maxConcurrent - outstanding)) }
        return room
    }

    /// When there is room, time being all that is missing; nil where something else is.
    func opens(at now: Duration) -> Duration? {
        if let most = limit?.maxConcurrent, outstanding >= most { return nil }
        var opens = now
        if let slowdown {
            guard outstanding < slowdown.maxConcurrent else { return nil }
            opens = max(opens, slowdown.until)
        }
        if let pace { opens = max(opens, pace.opens(at: now)) }
        return opens
    }
}
