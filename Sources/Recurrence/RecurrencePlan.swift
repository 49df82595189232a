import Timekeeping

/// A rule made ready to be searched.
struct RecurrencePlan: Hashable, Sendable {
    indirect enum Source: Hashable, Sendable {
        case interval(FixedInterval)
        case zoned(ZonedRule)
        /// Rising.
        case instants([Timestamp])
        case anyOf([RecurrencePlan])
    }

    var source: Source
    /// The first instant that an occurrence may have, before jitter.
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
        // An occurrence is delayed by less than the distance to the next. So of those whose time has come only the last
        // can be still to come.
        var candidate = lastNominal(notAfter: instant, &budget) ?? nominal(after: instant, &budget)
        while let found = candidate {
            let following = nominal(after: found.at, &budget)
            let delayed = delay(found, before: following?.at)
            if delayed.at > instant { return delayed }
            candidate = following
        }
        return nil
    }

    /// A stable delay for an occurrence, by its time and the seed.
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

    /// The last one, without its delay, that is not later than `instant` and in reach of the longest delay.
    func lastNominal(notAfter instant: Timestamp, _ budget: inout SearchBudget) -> Occurrence? {
        var found: Occurrence?
        var (low, high) = (instant - .milliseconds(jitter), instant)
        while low < high, let next = nominal(after: low, &budget), next.at <= instant {
            found = next
            low = next.at
            // What lies in the far half is found without going through the near one.
            let middle = Timestamp(milliseconds: low.milliseconds + (high.milliseconds - low.milliseconds) / 2)
            if let later = nominal(after: middle, &budget), later.at <= instant {
                (found, low) = (later, later.at)
            } else {
                high = middle
            }
        }
        return found
    }

    /// The first without its delay.
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

    /// Where an exception that covers the instant ends; nil where none does.
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
                // Of two that coincide, the one that was not moved says what it is.
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
