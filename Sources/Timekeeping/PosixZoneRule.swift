/// What a zone's clocks do year after year, as POSIX writes it in the variable `TZ`: `CET-1CEST,M3.5.0,M10.5.0/3`.
///
/// With the hours up to ±167 that RFC 9636 (3.3.1) adds.
struct PosixZoneRule: Hashable, Sendable {
    /// Seconds ahead of UTC, as everywhere here; POSIX writes what is behind.
    let standardOffset: Int
    /// nil where there is none.
    let summer: Summer?

    /// The part of the year with another offset; that of the south goes over the end of the year.
    struct Summer: Hashable, Sendable {
        let offset: Int
        let start: YearlyChange
        let end: YearlyChange
    }

    /// Seconds ahead of UTC at a UTC second.
    func offset(at second: Int64) -> Int {
        guard let summer else { return standardOffset }
        let local = second + Int64(standardOffset)
        let year = CivilDate(daysSinceEpoch: Int(local.flooredQuotient(by: 86_400))).year
        let start = summer.start.second(in: year) - Int64(standardOffset)
        let end = summer.end.second(in: year) - Int64(summer.offset)
        let isSummer = start < end ? start..<end ~= second : !(end..<start ~= second)
        return isSummer ? summer.offset : standardOffset
    }
}

/// A day of each year and a time on it, by the clock that is about to change.
struct YearlyChange: Hashable, Sendable {
    enum Day: Hashable, Sendable {
        /// `Jn`: 1...365, February 29 never counted.
        case julian(Int)
        /// `n`: 0...365, February 29 counted.
        case zeroBased(Int)
        /// `Mm.w.d`: a month, the week of it (5 is the last) and the day, 0 for Sunday.
        case weekday(month: Int, week: Int, day: Int)
    }

    let day: Day
    /// From the day's midnight; it may lie on other days.
    let seconds: Int

    /// The seconds from 1970-01-01T00:00:00 by that clock.
    func second(in year: Int) -> Int64 {
        Int64(dayNumber(in: year)) * 86_400 + Int64(seconds)
    }

    private func dayNumber(in year: Int) -> Int {
        let newYear = CivilDate.firstDay(ofYear: year)
        switch day {
        case .julian(let day):
            let leapDay = CivilDate.daysInYear(year) == 366 && day >= 60 ? 1 : 0
            return newYear + day - 1 + leapDay
        case .zeroBased(let day):
            return newYear + day
        case .weekday(let month, let week, let day):
            let first = CivilDate.firstDay(ofMonth: month, year: year)
            // ``CivilDate/weekday(ofDay:)`` counts from Monday.
            let firstMatch = (day + 6 - CivilDate.weekday(ofDay: first)) % 7
            let match = (firstMatch + 7) % 7 + (week - 1) * 7
            return first + (match < CivilDate.daysInMonth(month, ofYear: year) ? match : match - 7)
        }
    }
}
