import Timekeeping

/// The local times whose fields all have one of the values that are asked for: what cron and its readable form say.
struct CalendarRule: Hashable, Sendable {
    var times: TimesOfDay
    var days: DayFields
    /// 1...12.
    var months = BitMask(1...12)
    /// Rising; nil for every year.
    var years: [Int]?
    /// The hours in which it keeps its pace if the clocks show them twice. See ``LocalRule/pace``.
    var pace = BitMask()

    /// Whether its fields have the values of a local time.
    ///
    /// - Parameter seconds: whether the seconds count.
    func covers(_ time: LocalDateTime, seconds: Bool) -> Bool {
        let date = time.date
        var second = Int(time.millisecondOfDay / 1000)
        if !seconds { second = second / 60 * 60 + (times.seconds.first ?? 0) }
        return times.contains(second) && months.contains(date.month) && years.map { $0.contains(date.year) } ?? true
            && days.days(month: date.month, year: date.year).contains(date.day)
    }

    /// The first local time later than `time`.
    ///
    /// The Gregorian calendar repeats itself every 400 years, so that what is not found in as many never comes.
    func next(after time: LocalDateTime, _ budget: inout SearchBudget) -> LocalHit? {
        let start = LocalDateTime(milliseconds: (time.milliseconds.flooredQuotient(by: 1000) + 1) * 1000)
        let date = start.date
        let latestYear = min(9999, date.year + 400)
        var (year, month, day) = (date.year, date.month, date.day)
        var second = Int(start.millisecondOfDay / 1000)
        while year <= latestYear || years != nil {
            guard let allowed = self.year(from: year) else { return nil }
            if allowed > year { (year, month, day, second) = (allowed, 1, 1, 0) }
            guard year <= 9999 else { return nil }
            while let next = months.first(from: month), next <= 12 {
                guard budget.spend() else { return nil }
                if next > month { (month, day, second) = (next, 1, 0) }
                var candidates = BitMask(bits: days.days(month: month, year: year).bits & (UInt64.max << UInt64(day)))
                while let found = candidates.first {
                    if found > day { second = 0 }
                    if let timeOfDay = times.first(from: second),
                        let date = CivilDate(year: year, month: month, day: found)
                    {
                        return LocalHit(time: LocalDateTime(date: date, millisecondOfDay: Int64(timeOfDay) * 1000))
                    }
                    candidates.remove(found)
                    second = 0
                }
                (month, day, second) = (month + 1, 1, 0)
            }
            (year, month, day, second) = (year + 1, 1, 1, 0)
        }
        return nil
    }

    private func year(from year: Int) -> Int? {
        guard let years else { return year }
        return years.first(after: year - 1)
    }
}
