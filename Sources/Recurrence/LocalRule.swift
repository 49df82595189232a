import Timekeeping

/// A rule that is about clocks on the wall, and knows of no zone.
enum LocalRule: Hashable, Sendable {
    case series(LocalSeries)
    case calendar(CalendarRule)
    case rrule(RRuleSeries)
    /// A list of times, rising.
    case times([LocalDateTime])
    /// What an interval of elapsed time shows on the clocks of a zone. Its period is a day or longer.
    case interval(FixedInterval, Zone)
    /// Moved to working days.
    indirect case shifted(ShiftedRule)

    /// The hours of the day, 0 to 23, in which it keeps its pace if the clocks show them twice: what is due in them is due
    /// both times. In all others a time is fixed, and due once.
    var pace: BitMask {
        switch self {
        case .series, .times, .interval, .shifted: BitMask()
        case .calendar(let rule): rule.pace
        case .rrule(let series): series.pace
        }
    }

    /// Whether it has the same minutes in every hour of its days: if clocks skip hours, nothing is missing.
    var hasEveryHour: Bool {
        switch self {
        case .series, .times, .interval, .shifted: false
        case .calendar(let rule): rule.times.hours == BitMask(0...23)
        case .rrule(let series): series.hasEveryHour
        }
    }

    /// The first local time later than `time`; nil where there is none before the year 10,000, or the budget is spent.
    func next(after time: LocalDateTime, _ budget: inout SearchBudget) -> LocalHit? {
        switch self {
        case .series(let series): series.next(after: time, &budget)
        case .calendar(let rule): rule.next(after: time, &budget)
        case .rrule(let series): series.next(after: time, &budget)
        case .times(let times): times.first(after: time).map { LocalHit(time: $0) }
        case .interval(let interval, let zone): interval.next(after: time, in: zone).map { LocalHit(time: $0) }
        case .shifted(let rule): rule.next(after: time, &budget)
        }
    }
}
