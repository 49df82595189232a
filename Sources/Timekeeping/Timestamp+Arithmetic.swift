extension Timestamp {
    /// The instant `duration` later, at most ``latest``; what is finer than a millisecond is dropped.
    public static func + (instant: Timestamp, duration: Duration) -> Timestamp {
        Timestamp(milliseconds: instant.milliseconds.addingSaturating(duration.wholeMilliseconds))
    }

    /// The instant `duration` earlier, at least ``earliest``; what is finer than a millisecond is dropped.
    public static func - (instant: Timestamp, duration: Duration) -> Timestamp {
        Timestamp(milliseconds: instant.milliseconds.subtractingSaturating(duration.wholeMilliseconds))
    }

    /// Moves the instant later, as `+` does.
    public static func += (instant: inout Timestamp, duration: Duration) {
        instant = instant + duration
    }

    /// Moves the instant earlier, as `-` does.
    public static func -= (instant: inout Timestamp, duration: Duration) {
        instant = instant - duration
    }

    /// The time from `earlier` to this instant, exact to the millisecond; negative where `earlier` is the later one.
    public func duration(since earlier: Timestamp) -> Duration {
        .milliseconds(milliseconds - earlier.milliseconds)
    }
}

extension Duration {
    /// Whole milliseconds, rounded toward zero, clamped to what an `Int64` holds.
    fileprivate var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        return whole.addingSaturating(attoseconds / 1_000_000_000_000_000)
    }
}
