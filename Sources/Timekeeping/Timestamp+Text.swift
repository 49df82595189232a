extension Timestamp {
    /// Reads an RFC 3339 date and time with its offset, such as `2026-06-10T17:00:00+02:00`.
    ///
    /// - `T` and `Z` may be lower case; a space in place of the `T` is refused. Seconds may be left out.
    /// - A fraction of a second may have any number of digits; those after the third are dropped.
    /// - The offset is `Z` or `±hh:mm` up to `±23:59`; `-00:00` means UTC.
    /// - A leap second is read as the start of the second after it, without its fraction. It is accepted only at the
    ///   times that RFC 3339 (5.7 and appendix D) allows: at 23:59:60 UTC on June 30 or December 31.
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

    /// The end of a leap second, which must be midnight UTC on July 1 or January 1.
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

extension Timestamp: CustomStringConvertible {
    /// RFC 3339 in UTC with milliseconds, always 24 characters: `2026-06-10T15:00:00.000Z`.
    public var rfc3339: String {
        String(unsafeUninitializedCapacity: Self.formattedLength) { characters in
            format(into: characters)
            return Self.formattedLength
        }
    }

    /// Appends the 24 ASCII characters of ``rfc3339``.
    public func write(into bytes: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.formattedLength) { characters in
            format(into: characters)
            bytes.append(contentsOf: characters)
        }
    }

    /// The same as ``rfc3339``.
    public var description: String { rfc3339 }

    private static let formattedLength = 24

    /// Initializes the first 24 elements of `characters`, which must have room for them.
    private func format(into characters: UnsafeMutableBufferPointer<UInt8>) {
        let day: Int64 = 86_400_000
        let date = CivilDate(daysSinceEpoch: Int(milliseconds.flooredQuotient(by: day)))
        // Unsigned and 32 bits wide: the divisions below become multiplications.
        let time = UInt32(truncatingIfNeeded: milliseconds.flooredRemainder(by: day))
        let year = UInt32(truncatingIfNeeded: date.year)

        func put(_ character: Unicode.Scalar, at index: Int) {
            characters.initializeElement(at: index, to: UInt8(ascii: character))
        }
        func putDigit(_ value: UInt32, at index: Int) {
            characters.initializeElement(at: index, to: UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value))
        }
        func putTwoDigits(_ value: UInt32, at index: Int) {
            putDigit(value / 10, at: index)
            putDigit(value % 10, at: index + 1)
        }

        putTwoDigits(year / 100, at: 0)
        putTwoDigits(year % 100, at: 2)
        put("-", at: 4)
        putTwoDigits(UInt32(truncatingIfNeeded: date.month), at: 5)
        put("-", at: 7)
        putTwoDigits(UInt32(truncatingIfNeeded: date.day), at: 8)
        put("T", at: 10)
        putTwoDigits(time / 3_600_000, at: 11)
        put(":", at: 13)
        putTwoDigits(time / 60_000 % 60, at: 14)
        put(":", at: 16)
        putTwoDigits(time / 1000 % 60, at: 17)
        put(".", at: 19)
        putDigit(time / 100 % 10, at: 20)
        putTwoDigits(time % 100, at: 21)
        put("Z", at: 23)
    }
}

extension Timestamp {
    /// RFC 3339 with the offset of a zone, and milliseconds if they are not zero: `2026-06-10T17:00:00+02:00`.
    ///
    /// Historical offsets that are not whole minutes are written with seconds, as in ISO 8601.
    public func rfc3339(in zone: Zone) -> String {
        let offset = zone.secondsAheadOfUTC(at: self)
        let local = LocalDateTime(milliseconds: milliseconds + Int64(offset) * 1000)
        let text = local.description
        let (hours, minutes, seconds) = (abs(offset) / 3600, abs(offset) / 60 % 60, abs(offset) % 60)
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return (local.millisecond == 0 ? String(text.prefix(19)) : text) + (offset < 0 ? "-" : "+")
            + "\(two(hours)):\(two(minutes))" + (seconds == 0 ? "" : ":\(two(seconds))")
    }
}

extension Timestamp: Codable {
    /// Reads a single RFC 3339 string, as ``init(rfc3339:)`` does.
    ///
    /// - Throws: `DecodingError.dataCorrupted` whose `underlyingError` is the ``TimestampError``.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do {
            try self.init(rfc3339: text)
        } catch {
            throw DecodingError.dataCorrupted(
                .init(codingPath: container.codingPath, debugDescription: error.message, underlyingError: error))
        }
    }

    /// Writes ``rfc3339`` as a single string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rfc3339)
    }
}
