/// An instant: UTC milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// Always within the years 0001–9999, the ones RFC 3339 can write: whatever would fall outside is moved to
/// ``earliest`` or ``latest``, so that no operation on a timestamp can fail or trap.
public struct Timestamp: Hashable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z, negative before it; clamped to ``earliest``...``latest``.
    public var milliseconds: Int64 {
        didSet { milliseconds = Self.clamp(milliseconds) }
    }

    /// An instant by its milliseconds since 1970-01-01T00:00:00Z, clamped to ``earliest``...``latest``.
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
