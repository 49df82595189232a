import Timekeeping

/// Times that a recurrence leaves out.
enum RecurrenceException: Hashable, Sendable {
    /// Rising, and apart from one another.
    case spans([Range<Timestamp>])
    /// Every minute, or second, whose fields have the values of a rule.
    case fields(CalendarRule, zone: Zone, bySecond: Bool)
    /// Every day on which a rule gives a time.
    case days(LocalRule, zone: Zone)
    /// The very instants of a rule.
    case instants(RecurrencePlan)
    /// Days, and other stretches of local time, of a calendar.
    case localSpans(LocalSpans, zone: Zone)
    /// A recurring event of a calendar.
    case series(CalendarSeries, zone: Zone)

    /// Where the exception ends that covers an instant; nil where none does.
    func end(covering instant: Timestamp, _ budget: inout SearchBudget) -> Timestamp? {
        switch self {
        case .spans(let spans):
            var (low, high) = (0, spans.count)
            while low < high {
                let middle = (low + high) / 2
                if spans[middle].upperBound <= instant { low = middle + 1 } else { high = middle }
            }
            return low < spans.count && spans[low].contains(instant) ? spans[low].upperBound : nil
        case .fields(let rule, let zone, let bySecond):
            let local = zone.local(of: instant)
            guard rule.covers(local, seconds: bySecond) else { return nil }
            let unit: Int64 = bySecond ? 1000 : 60_000
            return instant + .milliseconds(unit - local.millisecondOfDay % unit)
        case .days(let rule, let zone):
            let local = zone.local(of: instant)
            let midnight = local.milliseconds - local.millisecondOfDay
            let next = midnight + LocalDateTime.millisecondsPerDay
            let hit = rule.next(after: LocalDateTime(milliseconds: midnight - 1), &budget)
            guard let hit, hit.time.milliseconds < next else { return nil }
            return max(instant + .milliseconds(1), zone.instant(of: LocalDateTime(milliseconds: next)))
        case .instants(let plan):
            guard plan.next(after: instant - .milliseconds(1), &budget)?.at == instant else { return nil }
            return instant + .milliseconds(1)
        case .localSpans(let spans, let zone):
            return spans.end(covering: zone.local(of: instant)).map {
                max(instant + .milliseconds(1), zone.instant(of: $0))
            }
        case .series(let series, let zone): return series.end(covering: instant, in: zone, &budget)
        }
    }

    /// Spans as one exception: in order, those that touch joined.
    static func joining(_ spans: [Range<Timestamp>]) -> RecurrenceException {
        var joined: [Range<Timestamp>] = []
        for span in spans.sorted(by: { $0.lowerBound < $1.lowerBound }) where !span.isEmpty {
            if let last = joined.last, span.lowerBound <= last.upperBound {
                joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, span.upperBound)
            } else {
                joined.append(span)
            }
        }
        return .spans(joined)
    }
}
