/// An instant: UTC milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// Always within the years 0001–9999, which RFC 3339 can express: values outside are clamped to ``earliest`` or
/// ``latest``, so that no operation on a timestamp can fail or trap.
public struct Timestamp: Hashable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z, negative before it; clamped to ``earliest``...``latest``.
    public var milliseconds: Int64 {
        didSet { milliseconds = Self.clamp(milliseconds) }
    }

    /// Creates an instant from its milliseconds since 1970-01-01T00:00:00Z, clamped to ``earliest``...``latest``.
    public init(milliseconds: Int64) {
        self.milliseconds = Self.clamp(milliseconds)
    }

    /// 0001-01-01T00:00:00.000Z.
    public static let earliest = Timestamp(milliseconds: earliestMilliseconds)

    /// 9999-12-31T23:59:59.999Z.
    public static let latest = Timestamp(milliseconds: latestMilliseconds)

    /// The first instant of the next full UTC minute: later than this one by 1 ms to 60 s, at most ``latest``.
    public var startOfNextMinute: Timestamp {
        let minute: Int64 = 60_000
        return Timestamp(milliseconds: milliseconds.flooredQuotient(by: minute) * minute + minute)
    }

    static let earliestMilliseconds: Int64 = -62_135_596_800_000
    static let latestMilliseconds: Int64 = 253_402_300_799_999

    private static func clamp(_ milliseconds: Int64) -> Int64 {
        min(max(milliseconds, earliestMilliseconds), latestMilliseconds)
    }
}

extension Timestamp: Comparable {
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }
}

extension Timestamp {
    /// The instant `duration` later, at most ``latest``; fractions of a millisecond are dropped.
    public static func + (instant: Timestamp, duration: Duration) -> Timestamp {
        Timestamp(milliseconds: instant.milliseconds.addingSaturating(duration.wholeMilliseconds))
    }

    /// The instant `duration` earlier, at least ``earliest``; fractions of a millisecond are dropped.
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

    /// The time from `earlier` to this instant, exact to the millisecond; negative if `earlier` is later.
    public func duration(since earlier: Timestamp) -> Duration {
        .milliseconds(milliseconds - earlier.milliseconds)
    }
}

extension Duration {
    /// Whole milliseconds, rounded toward zero and clamped to the range of `Int64`.
    fileprivate var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        return whole.addingSaturating(attoseconds / 1_000_000_000_000_000)
    }
}

/// Why a text is not a time.
public struct TimestampError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of error.
    public var code: Code

    /// What is wrong and what is expected, as a text to follow the name of the field: "has no offset; add Z or …".
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}

extension TimestampError {
    /// The kinds of errors; more may be added.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        /// The text does not have the form of a date and time.
        public static let malformed = Code(.malformed)
        /// The text is a local date and time; its instant depends on the zone.
        public static let missingOffset = Code(.missingOffset)
        /// The form is valid, but no calendar or clock shows this date or time: February 30, hour 24.
        public static let impossibleDate = Code(.impossibleDate)
        /// A real date outside the years 0001–9999.
        public static let outOfRange = Code(.outOfRange)

        public var description: String { "\(value)" }

        private enum Value: Hashable {
            case malformed, missingOffset, impossibleDate, outOfRange
        }

        private let value: Value

        private init(_ value: Value) {
            self.value = value
        }
    }
}
