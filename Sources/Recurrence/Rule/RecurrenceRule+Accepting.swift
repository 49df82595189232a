public import Timekeeping

extension RecurrenceRule {
    /// Checks the rule, and returns it in the form to be stored: with the last occurrence of its counts computed.
    ///
    /// - Parameters:
    /// - start: the first occurrence must be later than this. A count still begins at the anchor.
    /// - countsAnchor: whether an occurrence at the anchor itself counts: not if the anchor is only the time at which
    ///   the task was created, when nothing runs.
    /// - calendars: the calendars that it names.
    /// - Throws: if a text in it is malformed, if it never occurs, or if the search takes too long.
    public func accepted(
        anchor: Timestamp, localAnchor: LocalDateTime?, zone: Zone, seed: UInt64, after start: Timestamp,
        countsAnchor: Bool = true, calendars: CalendarBook = CalendarBook()
    ) throws(RecurrenceError) -> (rule: RecurrenceRule, first: Timestamp) {
        let countStart = countsAnchor ? anchor - .milliseconds(1) : anchor
        let rule = try counted(
            anchor: anchor, localAnchor: localAnchor, zone: zone, seed: seed, after: countStart,
            calendars: calendars, at: "")
        let recurrence = try Recurrence(
            rule, anchor: anchor, localAnchor: localAnchor, zone: zone, seed: seed, calendars: calendars)
        var budget = SearchBudget()
        let first = recurrence.plan.next(after: start, &budget)
        if first == nil || budget.isExhausted, let error = budget.noWorkingDay(for: rule) { throw error }
        guard !budget.isExhausted else {
            throw RecurrenceError("takes too long to search for an occurrence: make it simpler")
        }
        guard let first else { throw RecurrenceError("never occurs") }
        return (rule, first.at)
    }

    /// The rule with its counts computed again, after its exceptions have changed.
    public func recounted(
        anchor: Timestamp, localAnchor: LocalDateTime?, zone: Zone, seed: UInt64, countsAnchor: Bool,
        calendars: CalendarBook
    ) throws(RecurrenceError) -> RecurrenceRule {
        try counted(
            anchor: anchor, localAnchor: localAnchor, zone: zone, seed: seed,
            after: countsAnchor ? anchor - .milliseconds(1) : anchor, calendars: calendars, at: "")
    }

    /// Computes the last occurrence that each count allows, so that a rule is counted once and not at each run of its
    /// task.
    private func counted(
        anchor: Timestamp, localAnchor: LocalDateTime?, zone: Zone, seed: UInt64, after start: Timestamp,
        calendars: CalendarBook, at pointer: String
    ) throws(RecurrenceError) -> RecurrenceRule {
        var rule = self
        rule.end = nil
        let zone = self.zone ?? zone
        if case .anyOf(let rules) = form {
            var members: [RecurrenceRule] = []
            for (index, member) in rules.enumerated() {
                // The count applies to the occurrences after the shift has moved them.
                var counted = try passingShift(to: member).counted(
                    anchor: anchor, localAnchor: localAnchor, zone: zone, seed: seed, after: start,
                    calendars: calendars, at: "\(pointer)/any_of/\(index)")
                (counted.shift, counted.workingDays) = (member.shift, member.workingDays)
                members.append(counted)
            }
            rule.form = .anyOf(members)
        }
        for (index, exception) in exceptions.enumerated() {
            guard case .rule(let inner) = exception else { continue }
            rule.exceptions[index] = .rule(
                try inner.counted(
                    anchor: anchor, localAnchor: localAnchor, zone: zone, seed: seed, after: start,
                    calendars: calendars, at: "\(pointer)/except/\(index)"))
        }
        let compiler = RecurrenceCompiler(
            anchor: anchor, localAnchor: localAnchor ?? zone.local(of: anchor), zone: zone, seed: seed,
            calendars: calendars)
        rule.seriesEnds = try compiler.seriesEnds(of: self, after: start, at: pointer)
        guard let limit = count else { return rule }
        var undelayed = rule
        undelayed.jitterSeconds = 0
        let recurrence = try Recurrence(
            undelayed, anchor: anchor, localAnchor: localAnchor, zone: zone, seed: seed, calendars: calendars,
            pointer: pointer)
        rule.end = try recurrence.plan.occurrence(numbered: limit, after: start, at: pointer)
        return rule
    }
}

extension SearchBudget {
    /// The error if a search found nothing because there is no working day.
    func noWorkingDay(for rule: RecurrenceRule) -> RecurrenceError? {
        guard let unmovable else { return nil }
        return RecurrenceError(
            "finds no working day within \(WorkingDays.reach) days of \(unmovable.description.prefix(10))",
            at: rule.shift == nil ? "" : "/shift")
    }
}

extension RecurrencePlan {
    /// The occurrence with a number, from 1, or the last one if there are fewer; `nil` if there is none.
    func occurrence(numbered count: Int, after start: Timestamp, at pointer: String) throws(RecurrenceError)
        -> Timestamp?
    {
        var budget = SearchBudget()
        var last: Timestamp?
        for _ in 0..<count {
            guard let next = next(after: last ?? start, &budget) else { break }
            last = next.at
            guard budget.spend(4) else { break }
        }
        if budget.isExhausted {
            throw RecurrenceError("takes too long to count: give until instead of a count", at: pointer)
        }
        return last
    }
}
