public import Timekeeping

extension Recurrence {
    /// The time of an occurrence without its jitter.
    ///
    /// - Returns: the occurrence itself if the rule has no jitter.
    public func nominal(of occurrence: Timestamp) -> Timestamp {
        guard plan.jitter > 0 else { return occurrence }
        var budget = SearchBudget(left: SearchBudget.patient)
        return plan.lastNominal(notAfter: occurrence, &budget)?.at ?? occurrence
    }

    /// Whether it keeps a pace instead of fixed times of day: an interval of elapsed time, or a rule whose hour is not
    /// fixed. If the clock is set back, a pace continues; a fixed time that has passed is not repeated.
    public var keepsPace: Bool { plan.source.keepsPace }

    /// Whether its times are listed one by one. A listed time that has passed is over, even if the clock is set back.
    public var isList: Bool { plan.source.isList }

    /// An anchor that is not later than `instant`, for a recurrence whose anchor came from a clock that was ahead.
    ///
    /// An interval keeps its phase; the anchor of other rules moves by whole days, so that it keeps its time of day.
    public func anchor(notAfter instant: Timestamp) -> Timestamp {
        let distance = anchor.milliseconds - instant.milliseconds
        guard distance > 0 else { return anchor }
        let period: Int64 = if case .interval(let interval) = plan.source { interval.period } else { 86_400_000 }
        return anchor - .milliseconds((distance + period - 1) / period * period)
    }
}

extension RecurrencePlan.Source {
    fileprivate var keepsPace: Bool {
        switch self {
        case .interval: true
        case .instants: false
        case .anyOf(let plans): plans.allSatisfy(\.source.keepsPace)
        case .zoned(let zoned): zoned.rule.keepsPace
        }
    }
}

extension RecurrencePlan.Source {
    fileprivate var isList: Bool {
        switch self {
        case .interval: false
        case .instants: true
        case .anyOf(let plans): plans.contains(where: \.source.isList)
        case .zoned(let zoned): if case .times = zoned.rule { true } else { false }
        }
    }
}

extension LocalRule {
    fileprivate var keepsPace: Bool {
        switch self {
        case .times, .interval, .shifted: false
        case .series(let series):
            series.months == 0 && !series.milliseconds.isMultiple(of: LocalDateTime.millisecondsPerDay)
        case .rrule(let series): !series.pace.isEmpty
        // The same hours as those that keep their pace if the clocks show them twice.
        case .calendar(let calendar): calendar.times.hours.bits & ~calendar.pace.bits == 0
        }
    }
}

extension RecurrenceRule {
    /// Whether its occurrences are derived from the anchor, and do not only come after it: words, intervals and RFC
    /// 5545 rules.
    public var repeatsAnchor: Bool {
        switch form {
        case .word, .every, .rrule: true
        // `@every 5m` and `rate(5 minutes)` are intervals.
        case .cron(let text, _): CronText.isInterval(text)
        case .systemd, .calendar, .at: false
        case .anyOf(let rules): rules.contains(where: \.repeatsAnchor)
        }
    }

    /// Whether it repeats the anchor's local time, which it then keeps in another zone. An interval of hours does not:
    /// it is elapsed time.
    public var repeatsLocalTime: Bool {
        switch form {
        case .word(let frequency): frequency != .hourly
        case .every(let text): !text.uppercased().contains("T")
        case .rrule: true
        case .cron, .systemd, .calendar, .at: false
        case .anyOf(let rules): rules.contains(where: \.repeatsLocalTime)
        }
    }

    /// Whether it has its own start: `starts_at`, or `DTSTART` in its text.
    public var hasStart: Bool { startsAt != nil || textStart != nil }

    /// Whether another rule has the same start.
    public func hasSameStart(as other: RecurrenceRule?) -> Bool {
        startsAt == other?.startsAt && textStart == other?.textStart
    }
}
