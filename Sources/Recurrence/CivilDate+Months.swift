import Timekeeping

extension CivilDate {
    /// The same day `months` later, or the last day of that month where it is too short.
    ///
    /// Past the year 10,000 it is that year's last day.
    func adding(months: Int) -> CivilDate {
        let month = year * 12 + (self.month - 1) + months
        let (year, monthOfYear) = (month / 12, month % 12 + 1)
        let day = min(day, CivilDate.daysInMonth(monthOfYear, ofYear: year))
        return CivilDate(year: year, month: monthOfYear, day: day) ?? CivilDate(daysSinceEpoch: 2_933_262)
    }

    /// The number of months from this date's month to that of `other`.
    func months(until other: CivilDate) -> Int {
        (other.year - year) * 12 + other.month - month
    }
}
