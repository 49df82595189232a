import Timekeeping

/// A rule whose local times are moved to working days; each keeps its time of day.
///
/// The times of a working day come from that day and from the adjacent days that are not working days, so that only
/// these few days are searched. Moved times are in order, and those that coincide are merged: each time is later than
/// the one before.
struct ShiftedRule: Hashable, Sendable {
    let source: LocalRule
    let days: WorkingDays
    let shift: WorkingDayShift
    /// The limits of the original times, before they are moved.
    var earliest = Timestamp.earliest
    var latest = Timestamp.latest
    /// The exceptions of the original times.
    var exceptions: [RecurrenceException] = []

    private var zone: Zone { days.zone }

    /// The first moved time later than `time`.
    func next(after time: LocalDateTime, _ budget: inout SearchBudget) -> LocalHit? {
        let day = time.dayNumber
        let isWorking = days.contains(day, &budget)
        if isWorking, let hit = first(on: day, after: time.millisecondOfDay, &budget) { return hit }
        guard !budget.isExhausted else { return nil }
        // The original times from here on are moved to a day after this one.
        var from: Int
        switch shift {
        case .next where isWorking: from = day + 1
        case .next: from = (days.nearest(to: day, .previous, &budget) ?? day - WorkingDays.reach) + 1
        case .previous: from = days.nearest(to: day, .next, &budget) ?? day + WorkingDays.reach
        }
        var leftOut = false
        while let own = own(after: .before(from), &budget) {
            leftOut = leftOut || own.isAfterException
            let ownDay = own.time.dayNumber
            if let target = target(of: ownDay, &budget) {
                var found = first(on: target, after: -1, &budget)
                if leftOut { found?.isAfterException = true }
                return found
            }
            guard budget.spend() else { return nil }
            let first = LocalDateTime(milliseconds: time.milliseconds + 1)
            budget.unmovable = budget.unmovable ?? max(own.time, first)
            from = ownDay + 1
        }
        return nil
    }

    /// The day to which the times of a day are moved.
    private func target(of day: Int, _ budget: inout SearchBudget) -> Int? {
        days.contains(day, &budget) ? day : days.nearest(to: day, shift, &budget)
    }

    /// The first time on a working day that is later than a time of day.
    private func first(on day: Int, after timeOfDay: Int64, _ budget: inout SearchBudget) -> LocalHit? {
        // The days whose times are moved to this one.
        var (low, high) = (day, day)
        switch shift {
        case .next:
            while day - low < WorkingDays.reach, !days.contains(low - 1, &budget) { low -= 1 }
        case .previous:
            while high - day < WorkingDays.reach, !days.contains(high + 1, &budget) { high += 1 }
        }
        var best: LocalHit?
        var leftOut = false
        var after = LocalDateTime(milliseconds: LocalDateTime.midnight(low).milliseconds + timeOfDay)
        while let own = own(after: after, &budget), own.time.dayNumber <= high {
            guard budget.spend() else { return nil }
            leftOut = leftOut || own.isAfterException
            var next = own.time.dayNumber
            let found = own.time.millisecondOfDay
            if found > timeOfDay {
                let isFirst = best.map { found < $0.time.millisecondOfDay } ?? true
                // A time that is already on this day was not moved.
                let isOfDay = next == day && best.map { found == $0.time.millisecondOfDay } ?? true
                if isFirst || isOfDay { best = moved(own, to: day) }
                next += 1
            }
            after = LocalDateTime(milliseconds: LocalDateTime.midnight(next).milliseconds + timeOfDay)
        }
        if leftOut { best?.isAfterException = true }
        return best
    }

    private func moved(_ own: LocalHit, to day: Int) -> LocalHit {
        guard own.time.dayNumber != day else { return own }
        var hit = own
        hit.time = LocalDateTime(
            milliseconds: LocalDateTime.midnight(day).milliseconds + own.time.millisecondOfDay)
        hit.movedFrom = own.time
        return hit
    }

    /// The first original time later than `time` that is not excluded.
    private func own(after time: LocalDateTime, _ budget: inout SearchBudget) -> LocalHit? {
        guard earliest > .earliest || latest < .latest || !exceptions.isEmpty else {
            return source.next(after: time, &budget)
        }
        var (after, leftOut) = (time, false)
        if earliest > .earliest {
            // A local time that the clocks skip is earlier than the instant that replaces it.
            let start = zone.local(of: earliest).milliseconds - LocalDateTime.millisecondsPerDay
            after = max(after, LocalDateTime(milliseconds: start))
        }
        while var hit = source.next(after: after, &budget) {
            let instant = zone.instant(of: hit.time)
            guard instant <= latest, budget.spend(1 + exceptions.count) else { return nil }
            after = hit.time
            guard instant >= earliest else { continue }
            guard let end = end(covering: instant, &budget) else {
                hit.isAfterException = leftOut
                return hit
            }
            leftOut = true
            after = max(after, LocalDateTime(milliseconds: zone.local(of: end).milliseconds - 1))
        }
        return nil
    }

    /// The end of an exception that covers an instant; `nil` if none does.
    private func end(covering instant: Timestamp, _ budget: inout SearchBudget) -> Timestamp? {
        for exception in exceptions {
            if let end = exception.end(covering: instant, &budget) { return end }
        }
        return nil
    }

    /// Whether the rule selects days and has no end: it has no time of day.
    var isAboutDays: Bool {
        guard latest == .latest else { return false }
        return switch source {
        case .series: true
        case .rrule(let series): series.isAboutDays
        case .calendar, .times, .interval, .shifted: false
        }
    }
}

extension LocalDateTime {
    /// The last millisecond before a day by its number.
    fileprivate static func before(_ day: Int) -> LocalDateTime {
        LocalDateTime(milliseconds: midnight(day).milliseconds - 1)
    }
}
