import Timekeeping

/// The days that the parts of a rule let pass which are about single days.
struct DayFilter: Hashable, Sendable {
    private let months: BitMask
    /// Days of the month, from its beginning and from its end.
    private let monthDays: BitMask
    private let monthDaysFromEnd: BitMask
    private let yearDays: [Int]
    private let weekdays: BitMask

    init(_ rule: RRule) {
        months = rule.months
        monthDays = BitMask(rule.monthDays.filter { $0 > 0 })
        monthDaysFromEnd = BitMask(rule.monthDays.filter { $0 < 0 }.map { -$0 })
        yearDays = rule.yearDays
        weekdays = BitMask(rule.weekdays.map(\.weekday))
    }

    func contains(_ day: Int) -> Bool {
        if !weekdays.isEmpty, !weekdays.contains(CivilDate.weekday(ofDay: day)) { return false }
        if months.isEmpty, monthDays.isEmpty, monthDaysFromEnd.isEmpty, yearDays.isEmpty { return true }
        let date = CivilDate(daysSinceEpoch: day)
        return contains(month: date.month) && containsMonthDay(date) && containsYearDay(day, year: date.year)
    }

    func contains(month: Int) -> Bool { months.isEmpty || months.contains(month) }

    private func containsMonthDay(_ date: CivilDate) -> Bool {
        if monthDays.isEmpty, monthDaysFromEnd.isEmpty { return true }
        let fromEnd = CivilDate.daysInMonth(date.month, ofYear: date.year) - date.day + 1
        return monthDays.contains(date.day) || monthDaysFromEnd.contains(fromEnd)
    }

    private func containsYearDay(_ day: Int, year: Int) -> Bool {
        guard !yearDays.isEmpty else { return true }
        let number = day - CivilDate.firstDay(ofYear: year) + 1
        return yearDays.contains(number) || yearDays.contains(number - CivilDate.daysInYear(year) - 1)
    }

    /// The first day after `day` that passes.
    ///
    /// - Returns: nil where there is none in the 400 years after which the calendar repeats itself.
    func first(after day: Int, _ budget: inout SearchBudget) -> Int? {
        var candidate = day + 1
        while candidate <= day + 146_097 {
            guard budget.spend() else { return nil }
            if contains(candidate) { return candidate }
            candidate = firstOfAllowedMonth(from: candidate + 1)
        }
        return nil
    }

    /// `day`, or the first of the next month that passes where its own does not.
    func firstOfAllowedMonth(from day: Int) -> Int {
        guard !months.isEmpty else { return day }
        let date = CivilDate(daysSinceEpoch: day)
        guard !months.contains(date.month) else { return day }
        if let month = months.first(from: date.month) { return CivilDate.firstDay(ofMonth: month, year: date.year) }
        return CivilDate.firstDay(ofMonth: months.first ?? 1, year: date.year + 1)
    }
}
