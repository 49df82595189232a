/// What a host gets that answered 429, 503 or 504, or not in time: nothing for a while, then one run at a time, then more
/// with each that it takes, as in the slow start of TCP (RFC 5681 section 3.1).
struct HostSlowdown: Sendable, Hashable {
    /// How many at once end it.
    static let enough = 32
    static let longestPause = 60.0
    /// The longest that one answer can hold up everything that goes to the host. The task that got it waits as long as it
    /// was told.
    static let longestRetryAfter = 300.0

    /// Until when nothing goes there, by the clock's uptime.
    private(set) var until: Duration
    private(set) var maxConcurrent = 1
    /// How many such answers came in a row.
    private var strikes = 1

    /// - Parameter retryAfterSeconds: what the host asked for, if it did.
    init(at now: Duration, retryAfterSeconds: Double?) {
        until = now + Self.pause(1, retryAfterSeconds)
    }

    /// It has answered so again.
    mutating func refused(at now: Duration, retryAfterSeconds: Double?) {
        guard now >= until else {
            // It was asked before it was let alone.
            if let retryAfterSeconds { until = max(until, now + Self.pause(1, retryAfterSeconds)) }
            return
        }
        strikes += 1
        maxConcurrent = 1
        until = now + Self.pause(strikes, retryAfterSeconds)
    }

    /// It has taken a run.
    ///
    /// - Returns: whether it is well again.
    mutating func accepted(at now: Duration) -> Bool {
        guard now >= until else { return false }
        strikes = 0
        maxConcurrent += 1
        return maxConcurrent > Self.enough
    }

    private static func pause(_ strikes: Int, _ retryAfterSeconds: Double?) -> Duration {
        let own = min(longestPause, Double(1 << min(max(0, strikes - 1), 10)))
        return .seconds(max(own, min(longestRetryAfter, retryAfterSeconds ?? 0)))
    }
}
