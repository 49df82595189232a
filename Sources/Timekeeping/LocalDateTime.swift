/// A local date and time of day, without a zone.
///
/// Stored as the milliseconds since 1970-01-01T00:00:00, as if the clock never changed; a ``Zone`` maps it to an
/// instant.
public struct LocalDateTime: Hashable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00 on the same clock.
    public let milliseconds: Int64

    /// Creates a local time from its milliseconds since 1970-01-01T00:00:00, clamped to the years 0–10,000: one year
    /// more on each side than a ``Timestamp``, since clocks may be ahead of UTC or behind it.
    public init(milliseconds: Int64) {
        self.milliseconds = min(max(milliseconds, -62_167_219_200_000), 253_433_923_199_999)
    }

    /// Creates a local time from its date and the milliseconds since 00:00 of that day (0 ..< 86,400,000; more extends
    /// into the days after).
    public init(date: CivilDate, millisecondOfDay: Int64) {
        let midnight = Int64(date.daysSinceEpoch) * Self.millisecondsPerDay
        self.init(milliseconds: midnight.addingSaturating(millisecondOfDay))
    }

    /// Creates a local time from its parts: year 1...9999, hour 0...23, second 0...59.
    ///
    /// - Throws: ``TimestampError`` with the code ``TimestampError/Code-swift.struct/impossibleDate`` or
    ///   ``TimestampError/Code-swift.struct/outOfRange``.
    public init(
        year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, millisecond: Int = 0
    ) throws(TimestampError) {
        let fields = DateTimeFields(
            year: year, month: month, day: day, hour: hour, minute: minute, second: second, millisecond: millisecond,
            offsetMinutes: nil)
        self.init(milliseconds: try fields.clockMilliseconds(leapSecond: false))
    }

    /// Reads an RFC 3339 date and time without an offset, such as `2026-06-10T15:00:00`: `T` in either case, any number
    /// of digits in the fraction (those after the third are dropped), no leap second.
    ///
    /// - Throws: ``TimestampError``, with the code ``TimestampError/Code-swift.struct/malformed`` (also for a text with
    ///   an offset), ``TimestampError/Code-swift.struct/impossibleDate`` or
    ///   ``TimestampError/Code-swift.struct/outOfRange`` (year 0000).
    public init(parsing text: String) throws(TimestampError) {
        let fields = try DateTimeFields(scanning: text)
        guard fields.offsetMinutes == nil else {
            throw TimestampError(.malformed, "has an offset; expected a local time such as 2026-06-10T15:00:00")
        }
        self.init(milliseconds: try fields.clockMilliseconds(leapSecond: false))
    }

    /// The day.
    public var date: CivilDate {
        CivilDate(daysSinceEpoch: Int(milliseconds.flooredQuotient(by: Self.millisecondsPerDay)))
    }

    /// Milliseconds since 00:00 of the day: 0 ..< 86,400,000.
    public var millisecondOfDay: Int64 {
        milliseconds.flooredRemainder(by: Self.millisecondsPerDay)
    }

    /// 0...10,000.
    public var year: Int { date.year }
    /// 1...12.
    public var month: Int { date.month }
    /// 1...31.
    public var day: Int { date.day }
    /// 0...23.
    public var hour: Int { Int(millisecondOfDay / 3_600_000) }
    /// 0...59.
    public var minute: Int { Int(millisecondOfDay / 60_000 % 60) }
    /// 0...59.
    public var second: Int { Int(millisecondOfDay / 1000 % 60) }
    /// 0...999.
    public var millisecond: Int { Int(millisecondOfDay % 1000) }

    /// 86,400,000: the length of a day without clock changes.
    public static let millisecondsPerDay: Int64 = 86_400_000
}

extension LocalDateTime: Comparable {
    /// Orders local times as a clock without changes shows them.
    public static func < (left: LocalDateTime, right: LocalDateTime) -> Bool {
        left.milliseconds < right.milliseconds
    }
}

extension LocalDateTime: CustomStringConvertible {
    /// `2026-06-10T15:00:00.000`, which ``init(parsing:)`` reads.
    public var description: String {
        let date = date
        return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
            + "T\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2)).\(padded(millisecond, 3))"
    }

    private func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Int64 {
    /// The quotient rounded toward negative infinity, for a positive `divisor`.
    package func flooredQuotient(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// The remainder of ``flooredQuotient(by:)``: 0 ..< `divisor`.
    package func flooredRemainder(by divisor: Int64) -> Int64 {
        let remainder = self % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }

    func addingSaturating(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }

    func subtractingSaturating(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other < 0 ? .max : .min) : difference
    }
}
