/// When and how often a failed attempt is repeated.
public struct RetryPolicy: Hashable, Sendable {
    public enum Backoff: String, Sendable, CaseIterable {
        /// The initial delay, doubled with each attempt.
        case exponential
        /// The initial delay, always.
        case fixed
        /// The initial delay times the number of the attempt.
        case linear
    }

    public enum Jitter: String, Sendable, CaseIterable {
        /// Exactly the delay.
        case none
        /// A random part of the delay, from nothing to all of it: spreads a crowd best
        /// (Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
        case full
    }

    /// How many attempts there are in all, 1 to 100.
    public var maxAttempts: Int
    public var backoff: Backoff
    /// The first delay in seconds, 0 to 86,400.
    public var initialSeconds: Double
    /// The longest delay in seconds, 0 to 86,400.
    public var maxSeconds: Double
    public var jitter: Jitter
    /// The delays one by one, in seconds, in place of a backoff; the last of them is used for all later attempts. Empty
    /// if the backoff counts. At most ``maximumSchedule``.
    public var scheduleSeconds: [Double]
    /// No attempt is made later than this after the first attempt of the occurrence, in seconds; `nil` for no limit.
    public var maxAgeSeconds: Double?

    public static let attemptsRange = 1...100
    public static let secondsRange = 0.0...86_400.0
    public static let maxAgeRange = 0.0...31_536_000.0
    public static let maximumSchedule = 99

    /// The default: 5 attempts, 5 s doubled up to an hour, full jitter.
    public static let standard = RetryPolicy(
        maxAttempts: 5, backoff: .exponential, initialSeconds: 5, maxSeconds: 3600, jitter: .full)

    public init(
        maxAttempts: Int, backoff: Backoff, initialSeconds: Double, maxSeconds: Double, jitter: Jitter,
        scheduleSeconds: [Double] = [], maxAgeSeconds: Double? = nil
    ) {
        self.maxAttempts = maxAttempts
        self.backoff = backoff
        self.initialSeconds = initialSeconds
        self.maxSeconds = maxSeconds
        self.jitter = jitter
        self.scheduleSeconds = scheduleSeconds
        self.maxAgeSeconds = maxAgeSeconds
    }

    /// How long to wait after a failed attempt.
    ///
    /// - Parameters:
    ///   - attempt: the number of the attempt that failed, from 1.
    ///   - retryAfterSeconds: the minimum that the executor asked for; at most a day is granted.
    ///   - ageSeconds: how long ago the occurrence was first attempted.
    /// - Returns: seconds; `nil` if that attempt was the last.
    public func delay(
        after attempt: Int, retryAfterSeconds: Double? = nil, ageSeconds: Double = 0,
        using random: inout some RandomNumberGenerator
    ) -> Double? {
        guard attempt < maxAttempts else { return nil }
        let ceiling = ceiling(after: attempt)
        var delay =
            switch jitter {
            case .none: ceiling
            case .full: Double.random(in: 0...ceiling, using: &random)
            }
        if let asked = retryAfterSeconds, asked.isFinite {
            delay = max(delay, min(max(asked, 0), Self.secondsRange.upperBound))
        }
        if let maxAgeSeconds, ageSeconds + delay > maxAgeSeconds { return nil }
        return delay
    }

    /// The delay before jitter.
    private func ceiling(after attempt: Int) -> Double {
        if !scheduleSeconds.isEmpty { return scheduleSeconds[min(attempt, scheduleSeconds.count) - 1] }
        let growth =
            switch backoff {
            case .exponential: Double(sign: .plus, exponent: min(attempt - 1, 60), significand: 1)
            case .fixed: 1.0
            case .linear: Double(attempt)
            }
        return min(initialSeconds * growth, maxSeconds)
    }
}
