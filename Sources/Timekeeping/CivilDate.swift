/// A day of the proleptic Gregorian calendar.
///
/// The conversions are Howard Hinnant's `days_from_civil` and `civil_from_days`
/// ("chrono-Compatible Low-Level Date Algorithms", https://howardhinnant.github.io/date_algorithms.html).
public struct CivilDate: Hashable, Sendable {
    /// Astronomical: 0 is the year before year 1.
    public let year: Int
    /// 1...12.
    public let month: Int
    /// 1...``daysInMonth(_:ofYear:)``.
    public let day: Int

    /// Creates a day from its year, month and day of month; `nil` if the calendar has no such day or the year is not
    /// within 0...10,000.
    public init?(year: Int, month: Int, day: Int) {
        guard 0...10_000 ~= year, 1...12 ~= month, day >= 1, day <= Self.daysInMonth(month, ofYear: year) else {
            return nil
        }
        self.init(validYear: year, month: month, day: day)
    }

    /// Creates a day from its distance to 1970-01-01, which is day 0.
    ///
    /// - Precondition: within a million years of 1970.
    public init(daysSinceEpoch: Int) {
        // Years begin on March 1 here, so that the leap day is a year's last; an era is 400 such years.
        let (daysPerEra, epochToEra0) = (146_097, 719_468)
        let shifted = daysSinceEpoch + epochToEra0
        let era = (shifted >= 0 ? shifted : shifted - (daysPerEra - 1)) / daysPerEra
        let dayOfEra = shifted - era * daysPerEra
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        self.init(
            validYear: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
            month: month,
            day: dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    /// Days since 1970-01-01, negative before it.
    public var daysSinceEpoch: Int {
        let (daysPerEra, epochToEra0) = (146_097, 719_468)
        let marchYear = month <= 2 ? year - 1 : year
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * daysPerEra + dayOfEra - epochToEra0
    }

    /// 28...31; `month` must be within 1...12.
    public static func daysInMonth(_ month: Int, ofYear year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    private init(validYear year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }
}

extension CivilDate: Comparable {
    public static func < (left: CivilDate, right: CivilDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }
}

extension CivilDate {
    /// The latest supported day: 10000-12-31.
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
