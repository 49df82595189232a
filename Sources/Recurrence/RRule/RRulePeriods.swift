import Timekeeping

/// A day of a period.
struct RRuleDay: Hashable, Comparable {
    /// The number of the day since 1970-01-01.
    var number: Int
    /// Whether it replaces a day that the month or year does not have.
    var isMonthEnd = false

    static func < (left: RRuleDay, right: RRuleDay) -> Bool {
        (left.number, left.isMonthEnd ? 1 : 0) < (right.number, right.isMonthEnd ? 1 : 0)
    }
}

/// The periods of a rule whose frequency is daily or longer, and the days of each period.
struct RRulePeriods {
    let rule: RRule
    let start: CivilDate
    let skip: RRule.Skip
    let filter: DayFilter

    /// The maximum number of periods after which the calendar repeats: 400 years are a whole number of weeks.
    var cycle: Int {
        switch rule.frequency {
        case .yearly: 400
        case .monthly: 4800
        case .weekly: 20_871
        default: 146_097
        }
    }

    /// The index of the first period that may contain `day` or a later day.
    func index(ofDay day: Int) -> Int {
        let date = CivilDate(daysSinceEpoch: day)
        let distance: Int
        switch rule.frequency {
        case .yearly: distance = date.year - start.year
        case .monthly: distance = start.months(until: date)
        case .weekly: distance = (weekStart(of: day) - weekStart(of: start.daysSinceEpoch)) / 7
        default: distance = day - start.daysSinceEpoch
        }
        let index = distance / rule.interval
        // A day that is moved forward leaves its period.
        return max(0, skip == .forward ? index - 1 : index)
    }

    /// The next period after an empty one; skips periods in months that the rule does not select.
    func following(_ index: Int) -> Int {
        guard rule.frequency == .daily || rule.frequency == .weekly else { return index + 1 }
        let length = rule.frequency == .daily ? 1 : 7
        let origin = rule.frequency == .daily ? start.daysSinceEpoch : weekStart(of: start.daysSinceEpoch)
        let next = origin + (index + 1) * rule.interval * length
        let allowed = filter.firstOfAllowedMonth(from: next)
        // A week may begin in the month before.
        let lead = rule.frequency == .weekly ? 6 : 0
        return index + 1 + max(0, allowed - lead - next) / (rule.interval * length)
    }

    /// The days of a period in ascending order; `nil` after the year 9999.
    func days(inPeriod index: Int) -> [RRuleDay]? {
        switch rule.frequency {
        case .yearly:
            let year = start.year + index * rule.interval
            return year > 9999 ? nil : days(inYear: year)
        case .monthly:
            let (year, month) = start.month(after: index * rule.interval)
            return year > 9999 ? nil : days(inMonth: month, year: year)
        case .weekly:
            let first = weekStart(of: start.daysSinceEpoch) + index * rule.interval * 7
            guard first <= CivilDate.latest.daysSinceEpoch else { return nil }
            return (first..<first + 7).filter { filter.contains($0) }.map { RRuleDay(number: $0) }
        default:
            let day = start.daysSinceEpoch + index * rule.interval
            guard day <= CivilDate.latest.daysSinceEpoch else { return nil }
            return filter.contains(day) ? [RRuleDay(number: day)] : []
        }
    }

    private func weekStart(of day: Int) -> Int {
        day - (CivilDate.weekday(ofDay: day) - rule.weekStart + 7) % 7
    }

    // MARK: - Months

    private func days(inMonth month: Int, year: Int) -> [RRuleDay] {
        guard filter.contains(month: month) else { return [] }
        let first = CivilDate.firstDay(ofMonth: month, year: year)
        let length = CivilDate.daysInMonth(month, ofYear: year)
        var days =
            rule.monthDays.isEmpty
            ? (first..<first + length).map { RRuleDay(number: $0) } : monthDays(first: first, length: length)
        if !rule.weekdays.isEmpty {
            days.removeAll { !matchesWeekday($0.number, first: first, length: length) }
        }
        return days
    }

    /// The days of the month that the rule selects by number, without duplicates.
    private func monthDays(first: Int, length: Int) -> [RRuleDay] {
        let days = rule.monthDays.compactMap { day(numbered: $0, first: first, length: length) }
        return Self.sorted(days)
    }

    /// A day by its number in a month or year, from the end if negative.
    private func day(numbered number: Int, first: Int, length: Int) -> RRuleDay? {
        let offset = number > 0 ? number - 1 : length + number
        if 0..<length ~= offset { return RRuleDay(number: first + offset) }
        // RFC 7529, section 4.1: the valid day before it, or after it.
        switch skip {
        case .omit: return nil
        case .backward: return RRuleDay(number: offset < 0 ? first - 1 : first + length - 1, isMonthEnd: true)
        case .forward: return RRuleDay(number: offset < 0 ? first : first + length, isMonthEnd: true)
        }
    }

    private static func sorted(_ days: [RRuleDay]) -> [RRuleDay] {
        guard days.count > 1 else { return days }
        var result: [RRuleDay] = []
        for day in days.sorted() where result.last?.number != day.number { result.append(day) }
        return result
    }

    /// Whether a day matches BYDAY; ordinals count in the span that begins with `first`.
    private func matchesWeekday(_ day: Int, first: Int, length: Int) -> Bool {
        let weekday = CivilDate.weekday(ofDay: day)
        return rule.weekdays.contains { wanted in
            guard wanted.weekday == weekday else { return false }
            if wanted.ordinal == 0 { return true }
            guard first..<first + length ~= day else { return false }
            return wanted.ordinal > 0
                ? (day - first) / 7 + 1 == wanted.ordinal : -((first + length - 1 - day) / 7) - 1 == wanted.ordinal
        }
    }

    // MARK: - Years

    private func days(inYear year: Int) -> [RRuleDay] {
        let first = CivilDate.firstDay(ofYear: year)
        let length = CivilDate.daysInYear(year)
        var days: [RRuleDay]
        if !rule.monthDays.isEmpty || !rule.months.isEmpty {
            let months = rule.months.isEmpty ? BitMask(1...12) : rule.months
            let ordinalsCountInMonths = !rule.months.isEmpty
            days = months.values.flatMap { month -> [RRuleDay] in
                let firstOfMonth = CivilDate.firstDay(ofMonth: month, year: year)
                let lengthOfMonth = CivilDate.daysInMonth(month, ofYear: year)
                var days =
                    rule.monthDays.isEmpty
                    ? (firstOfMonth..<firstOfMonth + lengthOfMonth).map { RRuleDay(number: $0) }
                    : monthDays(first: firstOfMonth, length: lengthOfMonth)
                if !rule.weekdays.isEmpty, ordinalsCountInMonths {
                    days.removeAll { !matchesWeekday($0.number, first: firstOfMonth, length: lengthOfMonth) }
                }
                return days
            }
            if !rule.yearDays.isEmpty {
                let allowed = Set(yearDays(first: first, length: length).map(\.number))
                days.removeAll { !allowed.contains($0.number) }
            }
            if !rule.weekdays.isEmpty, !ordinalsCountInMonths {
                days.removeAll { !matchesWeekday($0.number, first: first, length: length) }
            }
            if skip != .omit { days = Self.sorted(days) }
        } else if !rule.yearDays.isEmpty {
            days = yearDays(first: first, length: length)
            if !rule.weekdays.isEmpty {
                days.removeAll { !matchesWeekday($0.number, first: first, length: length) }
            }
        } else if rule.weekNumbers.isEmpty {
            days = weekdays(first: first, length: length)
        } else {
            days = (first..<first + length).map { RRuleDay(number: $0) }
            days.removeAll { !matchesWeekday($0.number, first: first, length: length) }
        }
        if !rule.weekNumbers.isEmpty {
            let weeks = WeekNumbers(year: year, weekStart: rule.weekStart)
            days.removeAll { !weeks.contains($0.number, anyOf: rule.weekNumbers) }
        }
        return days
    }

    private func yearDays(first: Int, length: Int) -> [RRuleDay] {
        Self.sorted(rule.yearDays.compactMap { day(numbered: $0, first: first, length: length) })
    }

    /// The days of the year that BYDAY alone selects.
    private func weekdays(first: Int, length: Int) -> [RRuleDay] {
        var days: [RRuleDay] = []
        for wanted in rule.weekdays {
            let earliest = first + (wanted.weekday - CivilDate.weekday(ofDay: first) + 7) % 7
            let count = (first + length - 1 - earliest) / 7 + 1
            if wanted.ordinal == 0 {
                for index in 0..<count { days.append(RRuleDay(number: earliest + 7 * index)) }
            } else {
                let index = wanted.ordinal > 0 ? wanted.ordinal - 1 : count + wanted.ordinal
                if 0..<count ~= index { days.append(RRuleDay(number: earliest + 7 * index)) }
            }
        }
        return Self.sorted(days)
    }
}

/// The weeks of a year and its neighbours, numbered as in ISO 8601 but with any first day: week 1 is the first with at
/// least four days in the year (RFC 5545, section 3.3.10, BYWEEKNO).
struct WeekNumbers {
    /// The first days of four week-years: the one before the year, the year itself, and the two after it.
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
