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

/// The seconds and milliseconds, if they begin at `position`, which is moved past them; without them it is zero.
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

/// The milliseconds of a fraction, if one begins at `position`, which is moved past it.
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

/// The minutes ahead of UTC of the offset that must end the text; nil where it ends at `position`.
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
