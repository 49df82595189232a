/// A clock with the current date and time, and a way to wait for a time.
///
/// Logic uses such a clock and never reads the system's clock directly, so that a test can set the time.
public protocol WallClock: Sendable {
    /// The current time. It may jump back or forward if the clock is set.
    func now() -> Timestamp

    /// How long this clock has run. It never jumps, even if the time of day is set; only differences are meaningful.
    func uptime() -> Duration

    /// Returns once ``now()`` has reached `deadline`, at once if it already has; or once `limit` has passed on
    /// ``uptime()``, since the clock may be set back meanwhile, so that the deadline is far away.
    ///
    /// - Throws: only `CancellationError`, if the task is cancelled.
    func sleep(until deadline: Timestamp, atMost limit: Duration) async throws

    /// Returns once `duration` has passed on ``uptime()``, even if the time of day is set meanwhile.
    ///
    /// - Throws: only `CancellationError`, if the task is cancelled.
    func sleep(for duration: Duration) async throws
}

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The machine's clock.
///
/// Sleeps typically end a fraction of a millisecond after their deadline, by a kernel timer without leeway. They check
/// the clock at least once a second, so that a deadline is met at most a second late even if the clock is set or the
/// machine was suspended.
public struct SystemClock: WallClock {
    public init() {}

    public func now() -> Timestamp {
        Timestamp(milliseconds: Self.nanosecondsSinceEpoch().flooredQuotient(by: 1_000_000))
    }

    public func sleep(until deadline: Timestamp, atMost limit: Duration) async throws {
        try await Self.sleep(until: deadline, atMost: limit, reading: Self.nanosecondsSinceEpoch) { nap in
            try await Task.sleep(for: nap, tolerance: .zero, clock: .continuous)
        }
    }

    public func uptime() -> Duration {
        Self.start.duration(to: .now)
    }

    public func sleep(for duration: Duration) async throws {
        try Task.checkCancellation()
        guard duration > .zero else { return }
        try await Task.sleep(for: duration, tolerance: .zero, clock: .continuous)
    }

    private static let start = ContinuousClock.now

    /// The longest time between two checks of the clock.
    static let longestNap = Duration.seconds(1)

    /// Sleeps in short naps until `clock`, in nanoseconds since 1970, has reached `deadline`, but at most for `limit`.
    static func sleep(
        until deadline: Timestamp,
        atMost limit: Duration,
        reading clock: () -> Int64,
        napping nap: (Duration) async throws -> Void
    ) async throws {
        var left = limit
        while true {
            try Task.checkCancellation()
            // In two parts, since the nanoseconds of the year 9999 overflow.
            let (milliseconds, nanoseconds) = clock().quotientAndRemainder(dividingBy: 1_000_000)
            let remaining = Duration.milliseconds(deadline.milliseconds - milliseconds) - .nanoseconds(nanoseconds)
            guard remaining > .zero, left > .zero else { return }
            let next = min(remaining, left, longestNap)
            try await nap(next)
            left -= next
        }
    }

    private static func nanosecondsSinceEpoch() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
