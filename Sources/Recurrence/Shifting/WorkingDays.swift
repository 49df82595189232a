import Timekeeping

/// Which days are working days in a zone: those that are neither weekend nor covered from midnight to midnight by what
/// calendars say. Days are numbered from 1970-01-01.
struct WorkingDays: Hashable, Sendable {
    /// How far from a day a working day is looked for, in days.
    static let reach = 366

    /// 0 is Monday.
    let weekend: BitMask
    /// What calendars say.
    let closures: [RecurrenceException]
    let zone: Zone

    func contains(_ day: Int, _ budget: inout SearchBudget) -> Bool {
        guard budget.spend(1 + 4 * closures.count) else { return true }
        guard !weekend.contains(CivilDate.weekday(ofDay: day)) else { return false }
        guard !closures.isEmpty else { return true }
        var instant = zone.instant(of: LocalDateTime.midnight(day))
        let end = zone.instant(of: LocalDateTime.midnight(day + 1))
        // One closure may go on where another ends.
        while instant < end {
            var reached = instant
            for closure in closures {
                if let end = closure.end(closing: instant, &budget) { reached = max(reached, end) }
            }
            guard reached > instant, budget.spend(1 + closures.count) else { return true }
            instant = reached
        }
        return false
    }

    /// The working day nearest to a day that is not one.
    ///
    /// - Returns: `nil` if no day in reach is one.
    func nearest(to day: Int, _ shift: WorkingDayShift, _ budget: inout SearchBudget) -> Int? {
        let step = shift == .next ? 1 : -1
        for distance in 1...Self.reach where contains(day + step * distance, &budget) {
            return budget.isExhausted ? nil : day + step * distance
        }
        return nil
    }
}

extension RecurrenceException {
    /// Where what covers an instant ends, as far as it can close a day: moments close none, and neither do single hours of
    /// a rule.
    fileprivate func end(closing instant: Timestamp, _ budget: inout SearchBudget) -> Timestamp? {
        switch self {
        case .instants: return nil
        case .fields(let rule, let zone, _):
            let local = zone.local(of: instant)
            guard rule.times.isAllDay, rule.covers(local, seconds: true) else { return nil }
            return max(instant + .milliseconds(1), zone.instant(of: .midnight(local.dayNumber + 1)))
        case .spans, .days, .localSpans, .series: return end(covering: instant, &budget)
        }
    }
}

extension TimesOfDay {
    /// Whether every minute is one of them.
    fileprivate var isAllDay: Bool { hours == BitMask(0...23) && minutes == BitMask(0...59) }
}

extension LocalDateTime {
    /// The number of its day, from 1970-01-01.
    var dayNumber: Int { Int(milliseconds.flooredQuotient(by: Self.millisecondsPerDay)) }

    /// The first moment of a day by its number.
    static func midnight(_ day: Int) -> LocalDateTime {
        LocalDateTime(milliseconds: Int64(day) * millisecondsPerDay)
    }
}
