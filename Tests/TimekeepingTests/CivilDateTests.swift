import Testing
import Timekeeping

@Suite struct CivilDateTests {
    /// Every day of the years 0...10,000 follows from the one before, by the rules of the calendar alone.
    @Test func countsEveryDay() throws {
        var (year, month, day) = (0, 1, 1)
        for number in -719_528...2_933_262 {
            let date = CivilDate(daysSinceEpoch: number)
            guard (date.year, date.month, date.day) == (year, month, day), date.daysSinceEpoch == number else {
                Issue.record("day \(number) is \(date), expected \(year)-\(month)-\(day)")
                return
            }
            day += 1
            let isLeap = year.isMultiple(of: 400) || (year.isMultiple(of: 4) && !year.isMultiple(of: 100))
            if day > [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] {
                (month, day) = (month + 1, 1)
            }
            if month > 12 {
                (year, month) = (year + 1, 1)
            }
        }
        #expect((year, month, day) == (10_001, 1, 1))
        #expect(CivilDate(year: 1970, month: 1, day: 1)?.daysSinceEpoch == 0)
    }

    @Test(arguments: [
        (2026, 2, 29), (1900, 2, 29), (2026, 4, 31), (2026, 0, 1), (2026, 13, 1), (2026, 1, 0), (-1, 1, 1),
        (10_001, 1, 1), (.max, .max, .max), (.min, .min, .min),
    ])
    func refusesDaysThatAreNot(year: Int, month: Int, day: Int) {
        #expect(CivilDate(year: year, month: month, day: day) == nil)
    }
}
