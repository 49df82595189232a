/// Counts failed rounds and draws the next delay, by ``ReconnectPolicy``.
struct ReconnectBackoff {
    let policy: ReconnectPolicy
    private(set) var failures = 0

    init(policy: ReconnectPolicy) {
        self.policy = policy
    }

    /// The ceiling of the delay that comes next.
    var ceiling: Duration {
        // 2^20 × any sensible base is beyond any sensible maximum, and cannot overflow.
        let grown = policy.base * (1 << min(failures, 20))
        return min(policy.maximum, grown)
    }

    mutating func nextDelay(using generator: inout some RandomNumberGenerator) -> Duration {
        let ceiling = max(0, self.ceiling.nanoseconds)
        failures += 1
        return .nanoseconds(Int64.random(in: 0...ceiling, using: &generator))
    }

    /// To be told how long the last connection (or channel) was up.
    mutating func connectionEnded(after uptime: Duration) {
        if uptime >= policy.resetAfter { failures = 0 }
    }

    mutating func reset() {
        failures = 0
    }
}

extension Duration {
    /// Whole nanoseconds, clamped to what fits: about 292 years.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return seconds < 0 ? .min : .max }
        let (sum, overflowed) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
        return overflowed ? .max : sum
    }
}
