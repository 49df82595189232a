import Timekeeping

/// Compiles the lines of an iCalendar file.
extension RecurrenceCompiler {
    /// - Parameter start: the local start of the rules.
    func source(
        _ set: RecurrenceSet, _ rule: RecurrenceRule, _ zone: Zone, _ start: LocalDateTime
    ) -> RecurrencePlan.Source {
        var ends = rule.seriesEnds[...]
        func plan(_ parsed: RRule) -> RecurrencePlan {
            var plan = bare(parsed, rule, zone, start)
            if set.start != nil { plan.earliest = zone.instant(of: start) }
            // In the order of the counted rules.
            if parsed.count != nil, let end = ends.popFirst() { plan.latest = min(plan.latest, end) }
            return plan
        }
        var members = set.rules.map(plan)
        if !set.times.isEmpty { members.append(times(set.times, rule, zone, start)) }
        var whole = RecurrencePlan(source: .anyOf(members))
        whole.exceptions = set.excludedRules.map { .instants(plan($0)) }
        let spans = set.excludedTimes.compactMap { span($0, zone) }
        if !spans.isEmpty { whole.exceptions.append(.joining(spans)) }
        let locals = set.excludedTimes.compactMap { own($0, zone) }
        if !locals.isEmpty {
            // A time that the clocks show twice excludes both.
            let source = Self.zoned(Set(locals), zone, rule.gap, .both)
            whole.exceptions.append(.instants(RecurrencePlan(source: source)))
        }
        return .anyOf([whole])
    }

    /// The last occurrence of each counted rule, regardless of exceptions: RFC 5545, section 3.3.10, bounds a rule by
    /// its count, and section 3.8.5.1 removes times from the result.
    ///
    /// - Parameter start: the time after which the count begins if the text has no start.
    func seriesEnds(
        of rule: RecurrenceRule, after start: Timestamp, at pointer: String
    ) throws(RecurrenceError) -> [Timestamp] {
        guard case .rrule(let text) = rule.form else { return [] }
        let zone = rule.zone ?? zone
        let pointer = pointer + "/rrule"
        let set: RecurrenceSet
        do {
            set = try RecurrenceSetParser.parse(text)
        } catch {
            throw RecurrenceError(error, at: pointer)
        }
        let inZone = zone == self.zone ? localAnchor : zone.local(of: anchor)
        let local = set.start.map { $0.local(in: zone) } ?? inZone
        var after = start
        if set.start != nil {
            after = zone.instant(of: local) - .milliseconds(1)
        } else if let startsAt = rule.startsAt {
            after = max(start, try TimeText.instant(startsAt, in: zone, at: "/starts_at") - .milliseconds(1))
        }
        var ends: [Timestamp] = []
        for parsed in set.countedRules {
            guard let count = parsed.count, count <= RecurrenceRule.countRange.upperBound else {
                throw RecurrenceError(
                    "counts at most \(RecurrenceRule.countRange.upperBound): give until", at: pointer)
            }
            let last = try bare(parsed, rule, zone, local).occurrence(numbered: count, after: after, at: pointer)
            // A rule that never occurs has always ended.
            ends.append(last ?? .earliest)
        }
        return ends
    }

    /// The source of a single rule, up to its `UNTIL`.
    private func bare(
        _ parsed: RRule, _ rule: RecurrenceRule, _ zone: Zone, _ start: LocalDateTime
    ) -> RecurrencePlan {
        let series = LocalRule.rrule(Self.series(parsed, rule, start))
        var plan = RecurrencePlan(
            source: .zoned(
                ZonedRule(rule: series, zone: zone, gap: rule.gap, overlap: rule.overlap)))
        if let until = parsed.until { plan.latest = zone.lastInstant(of: until) }
        return plan
    }

    /// The added times; days get the time of day of the start.
    private func times(
        _ times: [RecurrenceSet.Time], _ rule: RecurrenceRule, _ zone: Zone, _ start: LocalDateTime
    ) -> RecurrencePlan {
        var (instants, locals): ([Timestamp], Set<LocalDateTime>) = ([], [])
        for time in times {
            switch time {
            case .instant(let instant): instants.append(instant)
            case .local(let local, let own) where own ?? zone == zone: locals.insert(local)
            case .local(let local, let own): instants.append((own ?? zone).instant(of: local))
            case .day(let day, let own):
                let local = LocalDateTime(milliseconds: day.milliseconds + start.millisecondOfDay)
                if own ?? zone == zone {
                    locals.insert(local)
                } else {
                    instants.append((own ?? zone).instant(of: local))
                }
            }
        }
        return RecurrencePlan(
            source: .anyOf([
                RecurrencePlan(source: .instants(Array(Set(instants)).sorted())),
                RecurrencePlan(source: Self.zoned(locals, zone, rule.gap, rule.overlap)),
            ]))
    }

    /// The span that an excluded time removes: its instant, or the day.
    private func span(_ time: RecurrenceSet.Time, _ zone: Zone) -> Range<Timestamp>? {
        switch time {
        case .instant(let instant): return instant..<instant + .milliseconds(1)
        case .local(let local, let own):
            guard let own, own != zone else { return nil }
            let instant = own.instant(of: local)
            return instant..<instant + .milliseconds(1)
        case .day(let day, let own):
            let (own, next) = (
                own ?? zone, LocalDateTime(milliseconds: day.milliseconds + LocalDateTime.millisecondsPerDay)
            )
            return own.instant(of: day)..<max(own.instant(of: day), own.instant(of: next))
        }
    }

    /// The local time, if it is in the zone itself.
    private func own(_ time: RecurrenceSet.Time, _ zone: Zone) -> LocalDateTime? {
        guard case .local(let local, let own) = time, own ?? zone == zone else { return nil }
        return local
    }
}
