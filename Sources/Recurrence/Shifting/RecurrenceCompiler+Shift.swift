import Timekeeping

/// Compiles rules that move to working days.
extension RecurrenceCompiler {
    /// The working days for a rule that has a shift.
    func workingDays(
        of rule: RecurrenceRule, _ zone: Zone, at pointer: String
    ) throws(RecurrenceError) -> WorkingDays {
        let options = rule.workingDays ?? WorkingDayOptions()
        var closures: [RecurrenceException] = []
        for name in options.calendars {
            let here = pointer + "/working_days/calendar"
            closures += try exceptions(of: try calendars.calendar(name, at: here), in: zone, at: here)
        }
        return WorkingDays(
            weekend: options.weekend ?? WorkingDayOptions.standardWeekend, closures: closures, zone: zone)
    }

    /// Moves the occurrences of a source to working days.
    ///
    /// It works on local times, before they become instants: 02:30 on a Sunday on which the clocks skip it becomes
    /// 02:30 on Monday.
    ///
    /// - Parameters:
    /// - own: the limits and exceptions of the source's original times, before they are moved.
    /// - pointer: the JSON pointer to the form.
    func shifted(
        _ own: RecurrencePlan, _ rule: RecurrenceRule, _ shift: WorkingDayShift, _ days: WorkingDays, at pointer: String
    ) throws(RecurrenceError) -> RecurrencePlan.Source {
        func shifted(_ source: LocalRule, overlap: ClockOverlap?) -> RecurrencePlan.Source {
            let moved = ShiftedRule(
                source: source, days: days, shift: shift, earliest: own.earliest, latest: own.latest,
                exceptions: own.exceptions)
            return .zoned(
                ZonedRule(rule: .shifted(moved), zone: days.zone, gap: rule.gap ?? .forward, overlap: overlap))
        }
        switch own.source {
        case .interval(let interval):
            guard interval.period >= LocalDateTime.millisecondsPerDay else { throw Self.tooOften(at: pointer) }
            return shifted(.interval(interval, days.zone), overlap: rule.overlap)
        case .zoned(let zoned):
            guard zoned.rule.pace.isEmpty else { throw Self.tooOften(at: pointer) }
            return shifted(zoned.rule, overlap: zoned.overlap)
        case .instants(let instants):
            // If the clocks show an hour twice, a time stays in its pass through the hour.
            var (first, second): (Set<LocalDateTime>, Set<LocalDateTime>) = ([], [])
            for instant in instants {
                let local = days.zone.local(of: instant)
                if case .overlap(_, second: instant) = days.zone.resolve(local) {
                    second.insert(local)
                } else {
                    first.insert(local)
                }
            }
            return .anyOf([
                RecurrencePlan(source: shifted(.times(first.sorted()), overlap: .first)),
                RecurrencePlan(source: shifted(.times(second.sorted()), overlap: .second)),
            ])
        case .anyOf(let plans):
            var members: [RecurrencePlan] = []
            for plan in plans {
                var member = plan
                member.earliest = max(own.earliest, plan.earliest)
                member.latest = min(own.latest, plan.latest)
                member.exceptions = own.exceptions + plan.exceptions
                members.append(
                    RecurrencePlan(source: try self.shifted(member, rule, shift, days, at: pointer)))
            }
            return .anyOf(members)
        }
    }

    private static func tooOften(at pointer: String) -> RecurrenceError {
        RecurrenceError(
            "repeats through the day, and shift only moves fixed times: give the hours and minutes as "
                + "numbers, or leave days out with except", at: pointer)
    }
}

extension RecurrenceRule {
    /// A member of `any_of` with the shift of the rule around it, unless it has its own.
    func passingShift(to member: RecurrenceRule) -> RecurrenceRule {
        guard let shift, member.shift == nil else { return member }
        var member = member
        member.shift = shift
        member.workingDays = workingDays
        return member
    }
}
