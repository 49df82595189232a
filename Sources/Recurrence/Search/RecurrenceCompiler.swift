import Timekeeping

/// Compiles a rule to a plan that can be searched, from an anchor on.
struct RecurrenceCompiler {
    let anchor: Timestamp
    /// The local time at the anchor, even if the clocks skip it.
    let localAnchor: LocalDateTime
    /// The zone of rules without one.
    let zone: Zone
    let seed: UInt64
    /// The calendars that rules name.
    var calendars = CalendarBook()
    /// The exceptions of the rule around this one; they also apply before times are moved.
    var outerExceptions: [RecurrenceException] = []

    func plan(_ rule: RecurrenceRule, at pointer: String = "") throws(RecurrenceError) -> RecurrencePlan {
        let zone = rule.zone ?? zone
        let localAnchor = zone == self.zone ? self.localAnchor : zone.local(of: anchor)
        let exceptions = try exceptions(of: rule, zone, at: pointer + "/except")
        let days = rule.shift == nil ? nil : try workingDays(of: rule, zone, at: pointer)
        var inner = self
        inner.outerExceptions += exceptions
        var plan = RecurrencePlan(source: try inner.source(rule, zone, localAnchor, at: pointer), seed: seed)
        // The limits in a rule's text apply to its original times, before they are moved.
        var textLatest = Timestamp.latest
        if case .zoned(let zoned) = plan.source, case .rrule(let series) = zoned.rule, let until = series.rule.until {
            textLatest = zone.lastInstant(of: until)
        }
        if case .zoned = plan.source, let end = rule.seriesEnds.first { textLatest = min(textLatest, end) }
        if let shift = rule.shift, let days {
            var own = plan
            own.latest = textLatest
            own.exceptions = inner.outerExceptions
            // The members of `any_of` have already been moved.
            let isMoved = if case .anyOf = rule.form { true } else { false }
            if !isMoved { plan.source = try shifted(own, rule, shift, days, at: pointer + "/" + rule.form.name) }
        } else {
            plan.latest = textLatest
        }
        // A local anchor that the clocks skip is earlier in local time than the instant that replaces it.
        plan.earliest = anchor
        if let startsAt = rule.startsAt {
            plan.earliest = max(anchor, try TimeText.instant(startsAt, in: zone, at: pointer + "/starts_at"))
        }
        if let until = rule.until {
            plan.latest = min(plan.latest, try last(until, zone, at: pointer + "/until"))
        }
        if let end = rule.end { plan.latest = min(plan.latest, end) }
        plan.jitter = Int64(rule.jitterSeconds) * 1000
        plan.exceptions = exceptions
        return plan
    }

    /// The last instant of a limit; a day includes all of it.
    private func last(_ text: String, _ zone: Zone, at pointer: String) throws(RecurrenceError) -> Timestamp {
        let span = try TimeText.span(text, in: zone, at: pointer)
        return span.upperBound - .milliseconds(1)
    }

    private func source(
        _ rule: RecurrenceRule, _ zone: Zone, _ local: LocalDateTime, at pointer: String
    ) throws(RecurrenceError) -> RecurrencePlan.Source {
        func zoned(_ local: LocalRule) -> RecurrencePlan.Source {
            .zoned(ZonedRule(rule: local, zone: zone, gap: rule.gap, overlap: rule.overlap))
        }
        let shortMonth: LocalSeries.ShortMonth = rule.monthEnd == .skip ? .skip : .clamp
        do {
            switch rule.form {
            case .word(.hourly): return .interval(FixedInterval(start: anchor, period: 3_600_000))
            case .word(let frequency): return withAnchor(zoned(Self.localRule(frequency, local, shortMonth)), zone)
            case .cron(let text, let needsBoth):
                let cron = try CronText.parse(text, seed: seed, needsBoth: needsBoth)
                if case .fields(let calendar, _) = cron.schedule { return zoned(.calendar(calendar)) }
                guard !needsBoth else {
                    throw RecurrenceError("needs a rule with fields", at: pointer + "/day_match")
                }
                if case .once(let time) = cron.schedule { return zoned(.times([time])) }
                guard case .interval(let period) = cron.schedule else { return .instants([]) }
                return .interval(FixedInterval(start: anchor, period: period))
            case .systemd(let text): return zoned(.calendar(try SystemdCalendar.parse(text).rule))
            case .every(let text):
                let duration = try ISODuration(parsing: text)
                guard duration.months > 0 else {
                    return .interval(FixedInterval(start: anchor, period: duration.milliseconds))
                }
                let series = LocalSeries(
                    start: local, months: duration.months, milliseconds: duration.milliseconds, shortMonth: shortMonth)
                return withAnchor(zoned(.series(series)), zone)
            case .rrule(let text):
                let set = try RecurrenceSetParser.parse(text)
                let start = set.start.map { $0.local(in: zone) } ?? local
                guard set.isOneRule else { return source(set, rule, zone, start) }
                return zoned(.rrule(Self.series(set.rules[0], rule, start)))
            case .calendar(let form):
                return zoned(.calendar(try form.rule(seed: seed, anyTime: false, at: pointer + "/calendar")))
            case .at(let texts): return try times(texts, rule, zone, at: pointer + "/at")
            case .anyOf(let rules):
                var plans: [RecurrencePlan] = []
                for (index, member) in rules.enumerated() {
                    let inner = RecurrenceCompiler(
                        anchor: anchor, localAnchor: local, zone: zone, seed: seed, calendars: calendars,
                        outerExceptions: outerExceptions)
                    plans.append(try inner.plan(rule.passingShift(to: member), at: "\(pointer)/any_of/\(index)"))
                }
                return .anyOf(plans)
            }
        } catch let error as RuleTextError {
            throw RecurrenceError(error, at: pointer + "/" + rule.form.name)
        } catch let error as RecurrenceError {
            throw error
        } catch {
            throw RecurrenceError("\(error)", at: pointer)
        }
    }

    /// Makes the anchor the first occurrence of a source that repeats it, even if it is the second time that the clocks
    /// show it.
    private func withAnchor(_ source: RecurrencePlan.Source, _ zone: Zone) -> RecurrencePlan.Source {
        guard case .zoned(let rule) = source, case .series = rule.rule, rule.overlap ?? .first == .first,
            case .overlap(_, second: anchor) = zone.resolve(zone.local(of: anchor))
        else { return source }
        return .anyOf([RecurrencePlan(source: .instants([anchor])), RecurrencePlan(source: source)])
    }

    private static func localRule(
        _ frequency: Recurrence.Frequency, _ start: LocalDateTime, _ shortMonth: LocalSeries.ShortMonth
    ) -> LocalRule {
        let day = LocalDateTime.millisecondsPerDay
        switch frequency {
        case .hourly: return .series(LocalSeries(start: start, milliseconds: 3_600_000))
        case .daily: return .series(LocalSeries(start: start, milliseconds: day))
        case .weekly: return .series(LocalSeries(start: start, milliseconds: 7 * day))
        case .monthly: return .series(LocalSeries(start: start, months: 1, shortMonth: shortMonth))
        case .yearly: return .series(LocalSeries(start: start, months: 12, shortMonth: shortMonth))
        case .weekdays:
            var rule = RRule(frequency: .weekly)
            rule.weekdays = (0...4).map { RRule.WeekdayNumber(weekday: $0, ordinal: 0) }
            return .rrule(RRuleSeries(rule, start: start, skip: .omit))
        }
    }

    static func series(_ parsed: RRule, _ rule: RecurrenceRule, _ start: LocalDateTime) -> RRuleSeries {
        RRuleSeries(parsed, start: start, skip: parsed.skip ?? (rule.monthEnd == .clamp ? .backward : .omit))
    }

    private func times(
        _ texts: [String], _ rule: RecurrenceRule, _ zone: Zone, at pointer: String
    ) throws(RecurrenceError) -> RecurrencePlan.Source {
        var instants: [Timestamp] = []
        var locals: [LocalDateTime] = []
        for (index, text) in texts.enumerated() {
            let here = "\(pointer)/\(index)"
            do {
                instants.append(try Timestamp(rfc3339: text))
            } catch  where error.code == .missingOffset {
                locals.append(try TimeText.local(text, at: here))
            } catch {
                throw RecurrenceError(error.message, at: here)
            }
        }
        let zoned = Self.zoned(Set(locals), zone, rule.gap, rule.overlap)
        if instants.isEmpty { return zoned }
        let fixed = RecurrencePlan.Source.instants(Array(Set(instants)).sorted())
        return locals.isEmpty ? fixed : .anyOf([RecurrencePlan(source: fixed), RecurrencePlan(source: zoned)])
    }

    static func zoned(
        _ times: Set<LocalDateTime>, _ zone: Zone, _ gap: GapPolicy?, _ overlap: ClockOverlap?
    ) -> RecurrencePlan.Source {
        .zoned(ZonedRule(rule: .times(times.sorted()), zone: zone, gap: gap, overlap: overlap))
    }
}

extension Zone {
    /// The last instant that a rule's end includes: the second instant of a time that the clocks show twice, and the
    /// end of the gap for one that they skip.
    func lastInstant(of until: RRule.Until) -> Timestamp {
        switch until {
        case .instant(let instant): return instant
        case .local(let local):
            switch resolve(local) {
            case .unique(let instant): return instant
            case .gap(_, let after): return after
            case .overlap(_, let second): return second
            }
        }
    }
}
