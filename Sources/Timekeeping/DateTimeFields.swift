/// The numbers of a date and time as they are written, before they are validated.
struct DateTimeFields {
    var year: Int
    var month: Int
    var day: Int
    var hour: Int
    var minute: Int
    var second: Int
    var millisecond: Int
    /// Minutes ahead of UTC; `nil` if there is no offset.
    var offsetMinutes: Int?
}

extension DateTimeFields {
    /// Checks that the date and time exist; returns the milliseconds since 1970-01-01T00:00:00 in local time, without
    /// the offset.
    ///
    /// - Parameter leapSecond: whether second 60 is accepted. It counts as the first second of the next minute.
    func clockMilliseconds(leapSecond: Bool) throws(TimestampError) -> Int64 {
        guard 1...9999 ~= year else {
            throw TimestampError(.outOfRange, "has year \(year); expected 0001 to 9999")
        }
        guard 1...12 ~= month else {
            throw TimestampError(.impossibleDate, "has month \(month); expected 01 to 12")
        }
        guard let date = CivilDate(year: year, month: month, day: day) else {
            let last = CivilDate.daysInMonth(month, ofYear: year)
            throw TimestampError(.impossibleDate, "has day \(day); that month has 01 to \(last)")
        }
        guard 0...23 ~= hour else {
            throw TimestampError(.impossibleDate, "has hour \(hour); expected 00 to 23")
        }
        guard 0...59 ~= minute else {
            throw TimestampError(.impossibleDate, "has minute \(minute); expected 00 to 59")
        }
        guard 0...59 ~= second || (leapSecond && second == 60) else {
            throw TimestampError(.impossibleDate, "has second \(second); expected 00 to 59")
        }
        guard 0...999 ~= millisecond else {
            throw TimestampError(.impossibleDate, "has millisecond \(millisecond); expected 0 to 999")
        }
        let seconds = ((date.daysSinceEpoch * 24 + hour) * 60 + minute) * 60 + second
        return Int64(seconds) * 1000 + Int64(millisecond)
    }
}

extension DateTimeFields {
    /// Reads the `date-time` of RFC 3339 (5.6), its seconds and its offset optional, any number of digits in its fraction.
    ///
    /// - Throws: ``TimestampError`` with the code ``TimestampError/Code-swift.struct/malformed``, or
    ///   ``TimestampError/Code-swift.struct/impossibleDate`` for an offset past ±23:59.
    init(scanning text: String) throws(TimestampError) {
        var text = text
        // A Result, since withUTF8 does not throw typed errors.
        self = try text.withUTF8 { characters in
            Result { () throws(TimestampError) in try DateTimeFields(scanning: characters.span) }
        }.get()
    }

    private init(scanning text: Span<UInt8>) throws(TimestampError) {
        guard
            text.count >= 16,
            let century = twoDigits(text, at: 0),
            let yearOfCentury = twoDigits(text, at: 2),
            text[4] == UInt8(ascii: "-"),
            let month = twoDigits(text, at: 5),
            text[7] == UInt8(ascii: "-"),
            let day = twoDigits(text, at: 8),
            let hour = twoDigits(text, at: 11),
            text[13] == UInt8(ascii: ":"),
            let minute = twoDigits(text, at: 14)
        else {
            throw TimestampError(
                .malformed, "is not a date and time; expected one such as 2026-06-10T15:00:00Z")
        }
        guard text[10] == UInt8(ascii: "T") || text[10] == UInt8(ascii: "t") else {
            throw TimestampError(.malformed, "must have a T between date and time, as in 2026-06-10T15:00:00Z")
        }
        var position = 16
        let (second, millisecond) = try scanSeconds(text, at: &position)
        let offsetMinutes = try scanOffset(text, at: position)
        self.init(
            year: century * 100 + yearOfCentury, month: month, day: day, hour: hour, minute: minute, second: second,
            millisecond: millisecond, offsetMinutes: offsetMinutes)
    }
}

/// Reads the seconds and milliseconds if they begin at `position`, and moves `position` past them; zero if they are
/// missing.
private func scanSeconds(
    _ text: Span<UInt8>, at position: inout Int
) throws(TimestampError) -> (second: Int, millisecond: Int) {
    guard position < text.count, text[position] == UInt8(ascii: ":") else { return (0, 0) }
    guard text.count >= position + 3, let second = twoDigits(text, at: position + 1) else {
        throw TimestampError(.malformed, "is not a date and time; expected one such as 2026-06-10T15:00:00Z")
    }
    position += 3
    return (second, try scanFraction(text, at: &position))
}

/// Reads the milliseconds of a fraction if one begins at `position`, and moves `position` past it.
private func scanFraction(_ text: Span<UInt8>, at position: inout Int) throws(TimestampError) -> Int {
    guard position < text.count, text[position] == UInt8(ascii: ".") else { return 0 }
    position += 1
    let start = position
    var (milliseconds, unit) = (0, 100)
    while position < text.count, let digit = digit(text, at: position) {
        milliseconds += digit * unit
        unit /= 10
        position += 1
    }
    guard position > start else {
        throw TimestampError(.malformed, "must have digits after the decimal point, as in 15:00:00.000")
    }
    return milliseconds
}

/// Reads the offset at the end of the text, in minutes ahead of UTC; `nil` if the text ends at `position`.
private func scanOffset(_ text: Span<UInt8>, at position: Int) throws(TimestampError) -> Int? {
    guard position < text.count else { return nil }
    let (sign, length) = (text[position], text.count - position)
    if length == 1, sign == UInt8(ascii: "Z") || sign == UInt8(ascii: "z") { return 0 }
    guard
        length == 6,
        sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
        let hours = twoDigits(text, at: position + 1),
        text[position + 3] == UInt8(ascii: ":"),
        let minutes = twoDigits(text, at: position + 4)
    else {
        throw TimestampError(.malformed, "must end with its offset, Z or +hh:mm, as in 2026-06-10T15:00:00+02:00")
    }
    guard hours <= 23, minutes <= 59 else {
        throw TimestampError(.impossibleDate, "has an offset past 23:59; expected +hh:mm within a day")
    }
    return (hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -1 : 1)
}

private func digit(_ text: Span<UInt8>, at index: Int) -> Int? {
    let value = text[index] &- UInt8(ascii: "0")
    return value <= 9 ? Int(value) : nil
}

private func twoDigits(_ text: Span<UInt8>, at index: Int) -> Int? {
    guard let tens = digit(text, at: index), let ones = digit(text, at: index + 1) else { return nil }
    return tens * 10 + ones
}
