import Timekeeping

/// The working days in a zone: days that are not in the weekend and that calendars do not cover from midnight to
/// midnight. Days are numbered from 1970-01-01.
struct WorkingDays: Hashable, Sendable {
    /// How many days around a day are searched for a working day.
    static let reach = 366

    /// 0 is Monday.
    let weekend: BitMask
    /// The exceptions of the calendars.
    let closures: [RecurrenceException]
    let zone: Zone

    func contains(_ day: Int, _ budget: inout SearchBudget) -> Bool {
        guard budget.spend(1 + 4 * closures.count) else { return true }
        guard !weekend.contains(CivilDate.weekday(ofDay: day)) else { return false }
        guard !closures.isEmpty else { return true }
        var instant = zone.instant(of: LocalDateTime.midnight(day))
        let end = zone.instant(of: LocalDateTime.midnight(day + 1))
        // One closure may begin where another ends.
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
    /// The end of the exception that covers an instant, if it can close a day: instants and single hours of a rule
    /// can't.
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
    /// Whether it covers every minute of its days.
    fileprivate var isAllDay: Bool { hours == BitMask(0...23) && minutes == BitMask(0...59) }
}

extension LocalDateTime {
    /// The number of the day since 1970-01-01.
    var dayNumber: Int { Int(milliseconds.flooredQuotient(by: Self.millisecondsPerDay)) }

    /// Midnight at the beginning of a day by its number.
    static func midnight(_ day: Int) -> LocalDateTime {
        LocalDateTime(milliseconds: Int64(day) * millisecondsPerDay)
    }
}

/// The options of a rule for working days. Calendars are given by name; see ``WorkingDays``.
struct WorkingDayOptions: Hashable, Sendable {
    /// The days of the weekend, with Monday as 0; `nil` for the default: Saturday and Sunday.
    var weekend: BitMask?
    /// Calendars whose days are not working days.
    var calendars: [CalendarName] = []

    static let standardWeekend = BitMask([5, 6])
    static let maximumCalendars = 16

    /// The names of the days of the week, from Monday on.
    static let dayNames = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]

    /// A day of the week by its short or full name, in any case.
    static func weekday(named text: String) -> Int? {
        let text = text.uppercased()
        return dayNames.firstIndex(of: text) ?? English.weekdays.firstIndex { $0.uppercased() == text }
    }
}

/// How an occurrence on a day that is not a working day is moved.
public enum WorkingDayShift: String, Hashable, Sendable, CaseIterable {
    case next = "next_working_day"
    case previous = "previous_working_day"
}
