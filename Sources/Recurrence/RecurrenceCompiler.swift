import Timekeeping

/// Makes a rule ready to be searched, from an anchor on.
struct RecurrenceCompiler {
    let anchor: Timestamp
    /// What the zone's clocks show at the anchor, or would if they did not skip it.
    let localAnchor: LocalDateTime
    /// The zone of rules that name none.
    let zone: Zone
    let seed: UInt64
    /// The calendars that rules name.
    var calendars = CalendarBook()
    /// What the rule around this one leaves out, also of times that are moved then.
    var outerExceptions: [RecurrenceException] = []

    func plan(_ rule: RecurrenceRule, at pointer: String = "") throws(RecurrenceError) -> RecurrencePlan {
        let zone = rule.zone ?? zone
        let localAnchor = zone == self.zone ? self.localAnchor : zone.local(of: anchor)
        let exceptions = try exceptions(of: rule, zone, at: pointer + "/except")
        let days = rule.shift == nil ? nil : try workingDays(of: rule, zone, at: pointer)
        var inner = self
        inner.outerExceptions += exceptions
        var plan = RecurrencePlan(source: try inner.source(rule, zone, localAnchor, at: pointer), seed: seed)
        // The limits of a rule's text are those of its own times, and hold before anything is moved.
        var textLatest = Timestamp.latest
        if case .zoned(let zoned) = plan.source, case .rrule(let series) = zoned.rule, let until = series.rule.until {
            textLatest = zone.lastInstant(of: until)
        }
        if case .zoned = plan.source, let end = rule.seriesEnds.first { textLatest = min(textLatest, end) }
        if let shift = rule.shift, let days {
            var own = plan
            own.latest = textLatest
            own.exceptions = inner.outerExceptions
            // The members of `any_of` are moved already.
            let isMoved = if case .anyOf = rule.form { true } else { false }
            if !isMoved { plan.source = try shifted(own, rule, shift, days, at: pointer + "/" + rule.form.name) }
        } else {
            plan.latest = textLatest
        }
        // A local anchor that the clocks skip is earlier by the clocks than the instant that stands in for it.
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

    /// A day counts to its end.
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
                    throw RecurrenceError("goes with fields only", at: pointer + "/day_match")
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

    /// What repeats the anchor has it as its first occurrence, also where the clocks show it for the second time.
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

    // MARK: - Exceptions

    private func exceptions(
        of rule: RecurrenceRule, _ zone: Zone, at pointer: String
    ) throws(RecurrenceError) -> [RecurrenceException] {
        var spans: [Range<Timestamp>] = []
        var locals: Set<LocalDateTime> = []
        var exceptions: [RecurrenceException] = []
        var ofCalendars: [RecurrenceException] = []
        for (index, exception) in rule.exceptions.enumerated() {
            let here = "\(pointer)/\(index)"
            switch exception {
            case .time(let text):
                if let local = try? LocalDateTime(parsing: text) {
                    locals.insert(local)
                } else {
                    spans.append(try TimeText.span(text, in: zone, at: here))
                }
            case .span(let from, let to):
                let start = try TimeText.span(from, in: zone, at: here + "/from").lowerBound
                let end = try TimeText.span(to, in: zone, at: here + "/to").lowerBound
                guard start < end else { throw RecurrenceError("must be later than from", at: here + "/to") }
                spans.append(start..<end)
            case .rule(let rule):
                guard exceptions.count < RecurrenceRule.maximumMembers else {
                    throw RecurrenceError("has at most \(RecurrenceRule.maximumMembers) rules", at: pointer)
                }
                exceptions.append(try self.exception(rule, rule.zone ?? zone, at: here))
            case .calendar(let name):
                let calendar = try calendars.calendar(name, at: here + "/calendar")
                ofCalendars += try self.exceptions(of: calendar, in: zone, at: here)
            }
        }
        if !spans.isEmpty { exceptions.insert(.joining(spans), at: 0) }
        // A local time leaves out what the rule would make of it if the clocks skip it, and both if they show it twice.
        if !locals.isEmpty {
            let source = Self.zoned(locals, zone, rule.gap, rule.overlap ?? .both)
            exceptions.append(.instants(RecurrencePlan(source: source)))
        }
        return exceptions + ofCalendars
    }

    /// What a calendar leaves out of a rule. Its rules begin with 1970, or with their own `starts_at`, for every rule that uses it.
    func exceptions(
        of calendar: NamedCalendar, in zone: Zone, at pointer: String
    ) throws(RecurrenceError) -> [RecurrenceException] {
        var exceptions: [RecurrenceException] = []
        if !calendar.spans.isEmpty { exceptions.append(.localSpans(calendar.spans, zone: zone)) }
        if !calendar.instants.isEmpty { exceptions.append(.joining(calendar.instants)) }
        exceptions += calendar.series.map { .series($0, zone: zone) }
        var times = RecurrenceRule(.daily)
        for (index, entry) in calendar.others.enumerated() {
            guard case .rule(var rule) = entry else {
                times.exceptions.append(entry)
                continue
            }
            let here = "\(pointer)/\(index)"
            let ruleZone = rule.zone ?? zone
            var start = ruleZone.instant(of: LocalDateTime(milliseconds: 0))
            if let text = rule.startsAt {
                start = try TimeText.instant(text, in: ruleZone, at: here + "/starts_at")
                if case .rrule = rule.form { rule.startsAt = nil }
                if case .word = rule.form { rule.startsAt = nil }
            }
            let compiler = RecurrenceCompiler(
                anchor: start, localAnchor: ruleZone.local(of: start), zone: ruleZone, seed: seed)
            exceptions.append(try compiler.exception(rule, ruleZone, at: here))
        }
        if !times.exceptions.isEmpty { exceptions += try self.exceptions(of: times, zone, at: pointer) }
        return exceptions
    }

    /// A rule of cron's kind covers the minutes that it names; one that names no time of day, whole days; any other, its
    /// very instants.
    private func exception(
        _ rule: RecurrenceRule, _ zone: Zone, at pointer: String
    ) throws(RecurrenceError) -> RecurrenceException {
        let inner = RecurrenceCompiler(
            anchor: anchor, localAnchor: zone.local(of: anchor), zone: zone, seed: seed, calendars: calendars)
        let plan = try inner.plan(rule, at: pointer)
        guard rule.hasNoBounds, case .zoned(let zoned) = plan.source else { return .instants(plan) }
        if case .shifted(let shifted) = zoned.rule {
            return shifted.isAboutDays && rule.form.name != "every" ? .days(zoned.rule, zone: zone) : .instants(plan)
        }
        switch (rule.form, zoned.rule) {
        case (.cron(let text, _), .calendar(let calendar)):
            guard case .fields(_, let bySecond)? = try? CronText.parse(text, seed: seed).schedule else { break }
            return .fields(calendar, zone: zone, bySecond: bySecond)
        case (.systemd(let text), .calendar(let calendar)):
            guard let event = try? SystemdCalendar.parse(text) else { break }
            return event.hasTime
                ? .fields(calendar, zone: zone, bySecond: event.hasSeconds) : .days(zoned.rule, zone: zone)
        case (.calendar(let form), _):
            let calendar = try form.rule(seed: seed, anyTime: true, at: pointer + "/calendar")
            return .fields(calendar, zone: zone, bySecond: form.fields[.second] != nil)
        case (.word, let local): return .days(local, zone: zone)
        case (.rrule, .rrule(let series)) where series.isAboutDays && plan.latest == .latest:
            return .days(zoned.rule, zone: zone)
        default: break
        }
        return .instants(plan)
    }
}

extension RecurrenceRule {
    /// Whether nothing but its form says when it is.
    fileprivate var hasNoBounds: Bool {
        startsAt == nil && until == nil && count == nil && jitterSeconds == 0 && exceptions.isEmpty
    }
}

extension Zone {
    /// The last instant that counts before the end of a rule: both of a time that the clocks show twice, and the end of the
    /// gap of one that they skip.
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
