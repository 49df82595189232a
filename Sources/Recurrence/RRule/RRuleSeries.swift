import Timekeeping

/// The local times of a recurrence rule from a start.
///
/// Time is divided into periods of the rule's frequency. Each period has a set of days and a set of times of day, and
/// every time applies to every day. The parts of the rule define these sets by the table in RFC 5545, section 3.3.10. A
/// position in the product of the sets is found without building the product.
struct RRuleSeries: Hashable, Sendable {
    let rule: RRule
    let start: LocalDateTime
    let skip: RRule.Skip
    /// Whether the rule has no time of day.
    let isAboutDays: Bool
    private let times: TimesOfDay
    private let filter: DayFilter

    init(_ rule: RRule, start: LocalDateTime, skip: RRule.Skip) {
        self.start = start
        self.skip = skip
        isAboutDays = rule.isAboutDays
        let date = start.date
        var rule = rule
        // The start provides the parts that the rule does not have.
        let saysNoDay = rule.weekdays.isEmpty && rule.monthDays.isEmpty && rule.yearDays.isEmpty
        switch rule.frequency {
        case .yearly where saysNoDay && !rule.weekNumbers.isEmpty:
            rule.weekdays = [.init(weekday: date.weekday, ordinal: 0)]
        case .yearly where saysNoDay:
            if rule.months.isEmpty { rule.months.insert(date.month) }
            rule.monthDays = [date.day]
        case .monthly where saysNoDay: rule.monthDays = [date.day]
        case .weekly where rule.weekdays.isEmpty: rule.weekdays = [.init(weekday: date.weekday, ordinal: 0)]
        default: break
        }
        self.rule = rule
        func values(_ given: BitMask, _ frequency: RRule.Frequency, all: ClosedRange<Int>, ofStart value: Int)
            -> BitMask
        {
            if !given.isEmpty { return given }
            return rule.frequency.rawValue <= frequency.rawValue ? BitMask(all) : BitMask([value])
        }
        times = TimesOfDay(
            hours: values(rule.hours, .hourly, all: 0...23, ofStart: start.hour),
            minutes: values(rule.minutes, .minutely, all: 0...59, ofStart: start.minute),
            seconds: values(rule.seconds, .secondly, all: 0...59, ofStart: start.second))
        filter = DayFilter(rule)
    }

    /// Whether it has the same minutes in every hour of its days.
    var hasEveryHour: Bool {
        rule.frequency.rawValue < RRule.Frequency.daily.rawValue && rule.interval == 1 && rule.positions.isEmpty
            && times.hours == BitMask(0...23)
    }

    /// The hours in which it keeps its pace: those that no `BYHOUR` fixes, and all hours if the minutes or seconds
    /// within them continue through the hour. A list of all hours fixes none.
    var pace: BitMask {
        let all = BitMask(0...23)
        let isFree =
            switch rule.frequency {
            case .secondly: rule.hours.isEmpty || rule.minutes.isEmpty || rule.seconds.isEmpty
            case .minutely: rule.hours.isEmpty || rule.minutes.isEmpty
            case .hourly: rule.hours.isEmpty
            default: false
            }
        return isFree || rule.hours == all ? all : BitMask()
    }

    /// The first local time later than `time`, and not before the start.
    func next(after time: LocalDateTime, _ budget: inout SearchBudget) -> LocalHit? {
        // Computed in seconds; the fraction of a second comes from the start.
        let fraction = Int64(start.millisecond)
        let earliest = max(time.milliseconds + 1, start.milliseconds) - fraction
        let second = -(-earliest).flooredQuotient(by: 1000)
        let found =
            rule.frequency.rawValue >= RRule.Frequency.daily.rawValue
            ? nextInDays(from: second, &budget) : nextInTimes(from: second, &budget)
        guard let found, found.second < Self.end else { return nil }
        return LocalHit(
            time: LocalDateTime(milliseconds: found.second * 1000 + fraction), isMonthEnd: found.isMonthEnd)
    }

    /// 10000-01-01T00:00:00 in seconds.
    private static let end: Int64 = 253_402_300_800

    // MARK: - Years, months, weeks, days

    private func nextInDays(
        from second: Int64, _ budget: inout SearchBudget
    ) -> (second: Int64, isMonthEnd: Bool)? {
        let periods = RRulePeriods(rule: rule, start: start.date, skip: skip, filter: filter)
        let firstDay = Int(second.flooredQuotient(by: 86_400))
        var index = periods.index(ofDay: firstDay)
        // A rule without a match until the calendar repeats never matches.
        let lastIndex = index + periods.cycle + 1
        while index <= lastIndex {
            guard let days = periods.days(inPeriod: index) else { return nil }
            guard budget.spend(1 + days.count / 16) else { return nil }
            let found = rule.positions.isEmpty ? first(in: days, from: second) : select(in: days, from: second)
            if let found { return found }
            index = periods.following(index)
        }
        return nil
    }

    private func first(in days: [RRuleDay], from second: Int64) -> (second: Int64, isMonthEnd: Bool)? {
        for day in days {
            let midnight = Int64(day.number) * 86_400
            guard midnight + 86_400 > second else { continue }
            if let time = times.first(from: Int(max(0, second - midnight))) {
                return (midnight + Int64(time), day.isMonthEnd)
            }
        }
        return nil
    }

    private func select(in days: [RRuleDay], from second: Int64) -> (second: Int64, isMonthEnd: Bool)? {
        let (perDay, total) = (times.count, days.count * times.count)
        var best: (second: Int64, isMonthEnd: Bool)?
        for position in rule.positions {
            let index = position > 0 ? position - 1 : total + position
            guard 0..<total ~= index else { continue }
            let day = days[index / perDay]
            let found = Int64(day.number) * 86_400 + Int64(times.element(at: index % perDay))
            if found >= second, best.map({ found < $0.second }) ?? true { best = (found, day.isMonthEnd) }
        }
        return best
    }

    // MARK: - Hours, minutes, seconds

    private func nextInTimes(
        from second: Int64, _ budget: inout SearchBudget
    ) -> (second: Int64, isMonthEnd: Bool)? {
        let unit: Int64 = rule.frequency == .hourly ? 3600 : rule.frequency == .minutely ? 60 : 1
        let origin = start.milliseconds.flooredQuotient(by: 1000 * unit)
        let step = Int64(rule.interval)
        /// The start of the first period that begins in the unit of `second` or later.
        func aligned(_ second: Int64) -> Int64 {
            let steps = max(0, -(origin - -(-second).flooredQuotient(by: unit)).flooredQuotient(by: step))
            return (origin + steps * step) * unit
        }
        var period = aligned(second.flooredQuotient(by: unit) * unit)
        // Positions in a period cost more than checking a time.
        let cost = rule.positions.isEmpty ? 1 : 4
        while period < Self.end {
            guard budget.spend(cost) else { return nil }
            let midnight = period.flooredQuotient(by: 86_400) * 86_400
            let day = Int(midnight / 86_400)
            if !filter.contains(day) {
                guard let next = filter.first(after: day, &budget) else { return nil }
                period = aligned(Int64(next) * 86_400)
                continue
            }
            // The first time of day from here on. If it is not in this period, the periods before its own have no time.
            guard let time = times.first(from: Int(period - midnight)) else {
                period = aligned(midnight + 86_400)
                continue
            }
            let found = midnight + Int64(time)
            guard found < period + unit else {
                period = aligned(found.flooredQuotient(by: unit) * unit)
                continue
            }
            if let found = select(inPeriod: period, unit: unit, midnight: midnight, from: second) {
                return (found, false)
            }
            period += step * unit
        }
        return nil
    }

    private func select(inPeriod period: Int64, unit: Int64, midnight: Int64, from second: Int64) -> Int64? {
        if rule.positions.isEmpty {
            guard let time = times.first(from: Int(max(period, second) - midnight)) else { return nil }
            return midnight + Int64(time) < period + unit ? midnight + Int64(time) : nil
        }
        var inPeriod = times
        if unit <= 3600 { inPeriod.hours = BitMask([Int(period - midnight) / 3600]) }
        if unit <= 60 { inPeriod.minutes = BitMask([Int(period - midnight) / 60 % 60]) }
        if unit == 1 { inPeriod.seconds = BitMask([Int(period - midnight) % 60]) }
        let total = inPeriod.count
        return rule.positions.compactMap { position -> Int64? in
            let index = position > 0 ? position - 1 : total + position
            guard 0..<total ~= index else { return nil }
            let found = midnight + Int64(inPeriod.element(at: index))
            return found >= second ? found : nil
        }.min()
    }
}
