import Timekeeping

/// A rule that is about clocks on the wall, and knows of no zone.
enum LocalRule: Hashable, Sendable {
    case series(LocalSeries)
    case calendar(CalendarRule)
    case rrule(RRuleSeries)
    /// A list of times, rising.
    case times([LocalDateTime])

    /// The first local time later than `time`; nil where there is none before the year 10,000, or the budget is spent.
    func next(after time: LocalDateTime, _ budget: inout SearchBudget) -> LocalHit? {
        switch self {
        case .series(let series): series.next(after: time, &budget)
        case .calendar(let rule): rule.next(after: time, &budget)
        case .rrule(let series): series.next(after: time, &budget)
        case .times(let times): times.first(after: time).map { LocalHit(time: $0) }
        }
    }
}
