import Timekeeping

/// A compiled rule that can be searched.
struct RecurrencePlan: Hashable, Sendable {
    indirect enum Source: Hashable, Sendable {
        case interval(FixedInterval)
        case zoned(ZonedRule)
        /// Instants in ascending order.
        case instants([Timestamp])
        case anyOf([RecurrencePlan])
    }

    var source: Source
    /// The first possible instant of an occurrence, before jitter.
    var earliest = Timestamp.earliest
    /// The last.
    var latest = Timestamp.latest
    var exceptions: [RecurrenceException] = []
    /// The longest delay, in milliseconds.
    var jitter: Int64 = 0
    var seed: UInt64 = 0

    /// The first occurrence later than `instant`.
    func next(after instant: Timestamp, _ budget: inout SearchBudget) -> Occurrence? {
        guard jitter > 0 else { return nominal(after: instant, &budget) }
        // An occurrence is delayed by less than the distance to the next one. So among those whose nominal time has
        // passed, only the last can still be in the future.
        var candidate = lastNominal(notAfter: instant, &budget) ?? nominal(after: instant, &budget)
        while let found = candidate {
            let following = nominal(after: found.at, &budget)
            let delayed = delay(found, before: following?.at)
            if delayed.at > instant { return delayed }
            candidate = following
        }
        return nil
    }

    /// Delays an occurrence by a stable amount that depends on its time and the seed.
    private func delay(_ occurrence: Occurrence, before next: Timestamp?) -> Occurrence {
        let room = min(jitter, next.map { $0.milliseconds - occurrence.at.milliseconds } ?? jitter)
        let hash = StableHash.of(seed, UInt64(bitPattern: occurrence.at.milliseconds))
        let delay = Int64(hash % UInt64(max(1, room)))
        guard delay > 0 else { return occurrence }
        var delayed = occurrence
        delayed.at = occurrence.at + .milliseconds(delay)
        delayed.notes.append(.jitter)
        return delayed
    }

    /// The last nominal occurrence that is not later than `instant` and within the longest delay.
    func lastNominal(notAfter instant: Timestamp, _ budget: inout SearchBudget) -> Occurrence? {
        var found: Occurrence?
        var (low, high) = (instant - .milliseconds(jitter), instant)
        while low < high, let next = nominal(after: low, &budget), next.at <= instant {
            found = next
            low = next.at
            // An occurrence in the second half is found without visiting the first half.
            let middle = Timestamp(milliseconds: low.milliseconds + (high.milliseconds - low.milliseconds) / 2)
            if let later = nominal(after: middle, &budget), later.at <= instant {
                (found, low) = (later, later.at)
            } else {
                high = middle
            }
        }
        return found
    }

    /// The first nominal occurrence, without its delay.
    private func nominal(after instant: Timestamp, _ budget: inout SearchBudget) -> Occurrence? {
        var from = max(instant, earliest - .milliseconds(1))
        var leftOut = false
        while var found = source.next(after: from, &budget), found.at <= latest {
            guard let end = exclusion(of: found.at, &budget) else {
                if leftOut, !found.notes.contains(.exception) { found.notes.append(.exception) }
                return found
            }
            guard budget.spend(1 + exceptions.count) else { return nil }
            leftOut = true
            from = max(found.at, end - .milliseconds(1))
        }
        return nil
    }

    /// The end of an exception that covers the instant; `nil` if none does.
    private func exclusion(of instant: Timestamp, _ budget: inout SearchBudget) -> Timestamp? {
        for exception in exceptions {
            if let end = exception.end(covering: instant, &budget) { return end }
        }
        return nil
    }
}

extension RecurrencePlan.Source {
    func next(after instant: Timestamp, _ budget: inout SearchBudget) -> Occurrence? {
        switch self {
        case .interval(let interval): return interval.next(after: instant).map { Occurrence(at: $0) }
        case .zoned(let rule): return rule.next(after: instant, &budget)
        case .instants(let instants): return instants.first(after: instant).map { Occurrence(at: $0) }
        case .anyOf(let plans):
            var best: Occurrence?
            for plan in plans {
                guard let found = plan.next(after: instant, &budget) else { continue }
                // If two coincide, the one that was not moved is kept.
                if best.map({ found.at < $0.at || found.at == $0.at && $0.movedFrom != nil && found.movedFrom == nil })
                    ?? true
                {
                    best = found
                }
            }
            return best
        }
    }
}

/// Times that a recurrence excludes.
enum RecurrenceException: Hashable, Sendable {
    /// Spans in ascending order that do not touch.
    case spans([Range<Timestamp>])
    /// Every minute, or second, that matches a rule with fields.
    case fields(CalendarRule, zone: Zone, bySecond: Bool)
    /// Every day on which a rule is due.
    case days(LocalRule, zone: Zone)
    /// The exact instants of a rule.
    case instants(RecurrencePlan)
    /// Days and other spans of local time of a calendar.
    case localSpans(LocalSpans, zone: Zone)
    /// A recurring event of a calendar.
    case series(CalendarSeries, zone: Zone)

    /// The end of the exception that covers an instant; `nil` if none does.
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

    /// Combines spans to one exception: sorted, with touching spans joined.
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
