import Timekeeping

/// The days that match the parts of a rule that select single days.
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

    /// The first matching day after `day`.
    ///
    /// - Returns: `nil` if there is none in the 400 years after which the calendar repeats.
    func first(after day: Int, _ budget: inout SearchBudget) -> Int? {
        var candidate = day + 1
        while candidate <= day + 146_097 {
            guard budget.spend() else { return nil }
            if contains(candidate) { return candidate }
            candidate = firstOfAllowedMonth(from: candidate + 1)
        }
        return nil
    }

    /// `day` if its month matches, else the first day of the next month that matches.
    func firstOfAllowedMonth(from day: Int) -> Int {
        guard !months.isEmpty else { return day }
        let date = CivilDate(daysSinceEpoch: day)
        guard !months.contains(date.month) else { return day }
        if let month = months.first(from: date.month) { return CivilDate.firstDay(ofMonth: month, year: date.year) }
        return CivilDate.firstDay(ofMonth: months.first ?? 1, year: date.year + 1)
    }
}

/// Times of day: all combinations of hours, minutes and seconds.
struct TimesOfDay: Hashable, Sendable {
    var hours: BitMask
    var minutes: BitMask
    var seconds: BitMask

    /// 1...86,400 if no field is empty.
    var count: Int { hours.count * minutes.count * seconds.count }

    /// The first time, in seconds of the day, that is not before `second`; `nil` if there is none.
    func first(from second: Int) -> Int? {
        guard second < 86_400 else { return nil }
        let (hour, minute, rest) = (second / 3600, second / 60 % 60, second % 60)
        if hours.contains(hour) {
            if minutes.contains(minute), let found = seconds.first(from: rest) {
                return hour * 3600 + minute * 60 + found
            }
            if let next = minutes.first(from: minute + 1), let found = seconds.first {
                return hour * 3600 + next * 60 + found
            }
        }
        guard let next = hours.first(from: hour + 1), let minute = minutes.first, let found = seconds.first else {
            return nil
        }
        return next * 3600 + minute * 60 + found
    }

    /// The time at `index`, from 0, in seconds of the day.
    func element(at index: Int) -> Int {
        let perMinute = seconds.count
        let perHour = minutes.count * perMinute
        return hours.element(at: index / perHour) * 3600
            + minutes.element(at: index % perHour / perMinute) * 60
            + seconds.element(at: index % perMinute)
    }

    func contains(_ second: Int) -> Bool {
        hours.contains(second / 3600) && minutes.contains(second / 60 % 60) && seconds.contains(second % 60)
    }
}
