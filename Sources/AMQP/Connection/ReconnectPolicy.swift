/// The delays between attempts to connect: exponential backoff with full jitter, that is a delay drawn evenly from zero to `min(maximum, base × 2ⁿ)` before round *n* over all endpoints.
///
/// Source: Marc Brooker, "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015).
public struct ReconnectPolicy: Sendable, Hashable {
    /// The ceiling of the first delay. Default 200 ms.
    public var base: Duration
    /// The ceiling of every delay. Default 30 s.
    public var maximum: Duration
    /// After a connection that lasted this long the delays start from the beginning. Default 5 s.
    public var resetAfter: Duration

    public init(
        base: Duration = .milliseconds(200),
        maximum: Duration = .seconds(30),
        resetAfter: Duration = .seconds(5)
    ) {
        self.base = base
        self.maximum = maximum
        self.resetAfter = resetAfter
    }
}

/// Counts failed rounds and draws the next delay, by ``ReconnectPolicy``.
struct ReconnectBackoff {
    let policy: ReconnectPolicy
    private(set) var failures = 0

    init(policy: ReconnectPolicy) {
        self.policy = policy
    }

    /// The ceiling of the next delay.
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

    /// Records that a connection (or channel) ended, and resets the failures if it lasted long enough.
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
