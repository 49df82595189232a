import Timekeeping

/// The weeks of a year and of its neighbours, numbered as ISO 8601 does, with any day as their first: week 1 is the first
/// with at least four days in the year (RFC 5545, section 3.3.10, BYWEEKNO).
struct WeekNumbers {
    /// The first days of the week-years before, of, and after the year, and of the one after that.
    private let starts: [Int]

    init(year: Int, weekStart: Int) {
        starts = (year - 1...year + 2).map { year in
            // January 4 is always in week 1.
            let fourth = CivilDate.firstDay(ofYear: year) + 3
            return fourth - (CivilDate.weekday(ofDay: fourth) - weekStart + 7) % 7
        }
    }

    /// Whether a day of the year is in a week with one of these numbers; negative ones count from the end.
    func contains(_ day: Int, anyOf numbers: [Int]) -> Bool {
        guard let index = starts.lastIndex(where: { $0 <= day }), index + 1 < starts.count else { return false }
        let number = (day - starts[index]) / 7 + 1
        let count = (starts[index + 1] - starts[index]) / 7
        return numbers.contains(number) || numbers.contains(number - count - 1)
    }
}
