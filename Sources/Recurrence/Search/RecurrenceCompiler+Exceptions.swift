import Timekeeping

/// Compiles the exceptions of rules.
extension RecurrenceCompiler {
    func exceptions(
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
        // A local time excludes the instant that the rule would use if the clocks skip it, and both instants if they
        // show it twice.
        if !locals.isEmpty {
            let source = Self.zoned(locals, zone, rule.gap, rule.overlap ?? .both)
            exceptions.append(.instants(RecurrencePlan(source: source)))
        }
        return exceptions + ofCalendars
    }

    /// The exceptions of a calendar. Its rules begin in 1970, or at their own `starts_at`, for every rule that uses it.
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

    /// The exception of a rule: a rule with cron's fields covers the minutes that it matches; a rule without a time of
    /// day, whole days; any other rule, its exact instants.
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
    /// Whether its form alone defines its times.
    fileprivate var hasNoBounds: Bool {
        startsAt == nil && until == nil && count == nil && jitterSeconds == 0 && exceptions.isEmpty
    }
}
