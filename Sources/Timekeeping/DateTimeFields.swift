/// The numbers of a date and time as they are written, not yet known to be possible.
struct DateTimeFields {
    var year: Int
    var month: Int
    var day: Int
    var hour: Int
    var minute: Int
    var second: Int
    var millisecond: Int
    /// Minutes ahead of UTC; nil where no offset was written.
    var offsetMinutes: Int?
}

extension DateTimeFields {
    /// Checks that the calendar and the clock have this date and time, and gives the milliseconds from
    /// 1970-01-01T00:00:00 on the same clock, the offset left aside.
    ///
    /// - Parameter leapSecond: whether second 60 may pass. It counts as the first of the next minute.
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
