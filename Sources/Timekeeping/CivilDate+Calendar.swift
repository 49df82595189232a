extension CivilDate {
    /// The last day that there is here: 10000-12-31.
    public static let latest = CivilDate(daysSinceEpoch: 2_933_262)

    /// The day of the week, from Monday, 0, to Sunday, 6.
    public var weekday: Int { Self.weekday(ofDay: daysSinceEpoch) }

    /// The day of the year, from 1.
    public var dayOfYear: Int { daysSinceEpoch - Self.firstDay(ofYear: year) + 1 }

    /// The day of the week of a day by its distance from 1970-01-01, a Thursday.
    public static func weekday(ofDay day: Int) -> Int {
        let remainder = (day + 3) % 7
        return remainder < 0 ? remainder + 7 : remainder
    }

    /// The distance from 1970-01-01 to January 1 of a year within 0...10,001.
    public static func firstDay(ofYear year: Int) -> Int { firstDay(ofMonth: 1, year: year) }

    /// The distance from 1970-01-01 to the first of a month.
    public static func firstDay(ofMonth month: Int, year: Int) -> Int {
        CivilDate(year: year, month: month, day: 1)?.daysSinceEpoch ?? latest.daysSinceEpoch + 1
    }

    /// 365 or 366.
    public static func daysInYear(_ year: Int) -> Int { daysInMonth(2, ofYear: year) + 337 }

    /// The month `months` later, by its number and the year's.
    public func month(after months: Int) -> (year: Int, month: Int) {
        let month = year * 12 + (self.month - 1) + months
        return (month / 12, month % 12 + 1)
    }

    /// The number of months from this date's month to that of `other`.
    public func months(until other: CivilDate) -> Int {
        (other.year - year) * 12 + other.month - month
    }
}
