extension Timestamp {
    /// Reads an RFC 3339 date and time with its offset, such as `2026-06-10T17:00:00+02:00`.
    ///
    /// - `T` and `Z` may be lower case; a space in place of the `T` is refused. Seconds may be left out.
    /// - A fraction of a second may have any number of digits; those after the third are dropped.
    /// - The offset is `Z` or `±hh:mm` up to `±23:59`; `-00:00` means UTC.
    /// - A leap second is read as the start of the second after it, its fraction dropped. It is accepted only where
    ///   RFC 3339 (5.7 and appendix D) has one: at 23:59:60 UTC on June 30 or December 31.
    /// - Throws: ``TimestampError``, with the code
    ///   ``TimestampError/Code-swift.struct/malformed``,
    ///   ``TimestampError/Code-swift.struct/missingOffset``,
    ///   ``TimestampError/Code-swift.struct/impossibleDate`` (February 30, hour 24, a leap second elsewhere) or
    ///   ``TimestampError/Code-swift.struct/outOfRange`` (an instant outside the years 0001–9999 in UTC).
    public init(rfc3339: String) throws(TimestampError) {
        let fields = try DateTimeFields(scanning: rfc3339)
        guard let offset = fields.offsetMinutes else {
            throw TimestampError(
                .missingOffset, "has no offset; add Z or +hh:mm, or give \"timezone\"")
        }
        var instant = try fields.clockMilliseconds(leapSecond: true) - Int64(offset) * 60_000
        if fields.second == 60 {
            instant = try Self.leapSecond(endingAt: instant - Int64(fields.millisecond))
        }
        guard Self.earliestMilliseconds...Self.latestMilliseconds ~= instant else {
            throw TimestampError(.outOfRange, "is outside the years 0001 to 9999 in UTC")
        }
        self.init(milliseconds: instant)
    }

    /// The end of a leap second, or an error where there can be none: it must be midnight UTC on July 1 or January 1.
    private static func leapSecond(endingAt milliseconds: Int64) throws(TimestampError) -> Int64 {
        let day: Int64 = 86_400_000
        let next = CivilDate(daysSinceEpoch: Int(milliseconds.flooredQuotient(by: day)))
        guard milliseconds.flooredRemainder(by: day) == 0, next.day == 1, next.month == 1 || next.month == 7 else {
            throw TimestampError(
                .impossibleDate,
                "has second 60, which only a leap second has: at 23:59:60 UTC on June 30 or December 31")
        }
        return milliseconds
    }
}
