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

    /// A day by its year, month and day of month; nil where the calendar has no such day, or the year is not
    /// within 0...10,000.
    public init?(year: Int, month: Int, day: Int) {
        guard 0...10_000 ~= year, 1...12 ~= month, day >= 1, day <= Self.daysInMonth(month, ofYear: year) else {
            return nil
        }
        self.init(validYear: year, month: month, day: day)
    }

    /// A day by its distance from 1970-01-01, which is day 0.
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
