/// When a failed attempt is tried again, and how often.
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

    public static let attemptsRange = 1...100
    public static let secondsRange = 0.0...86_400.0

    /// What a task gets that says nothing: 5 attempts, 5 s doubled up to an hour, full jitter.
    public static let standard = RetryPolicy(
        maxAttempts: 5, backoff: .exponential, initialSeconds: 5, maxSeconds: 3600, jitter: .full)

    public init(maxAttempts: Int, backoff: Backoff, initialSeconds: Double, maxSeconds: Double, jitter: Jitter) {
        self.maxAttempts = maxAttempts
        self.backoff = backoff
        self.initialSeconds = initialSeconds
        self.maxSeconds = maxSeconds
        self.jitter = jitter
    }

    /// How long to wait after a failed attempt.
    ///
    /// - Parameters:
    ///   - attempt: the number of the attempt that failed, from 1.
    ///   - retryAfterSeconds: what the executor asked for, at least; a day at most is granted.
    /// - Returns: seconds; nil where that attempt was the last.
    public func delay(
        after attempt: Int, retryAfterSeconds: Double? = nil, using random: inout some RandomNumberGenerator
    ) -> Double? {
        guard attempt < maxAttempts else { return nil }
        let growth =
            switch backoff {
            case .exponential: Double(sign: .plus, exponent: min(attempt - 1, 60), significand: 1)
            case .fixed: 1.0
            case .linear: Double(attempt)
            }
        let ceiling = min(initialSeconds * growth, maxSeconds)
        let delay =
            switch jitter {
            case .none: ceiling
            case .full: Double.random(in: 0...ceiling, using: &random)
            }
        guard let asked = retryAfterSeconds, asked.isFinite else { return delay }
        return max(delay, min(max(asked, 0), Self.secondsRange.upperBound))
    }
}
