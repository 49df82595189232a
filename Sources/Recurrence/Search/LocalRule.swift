import Timekeeping

/// A rule for local times, independent of a zone.
enum LocalRule: Hashable, Sendable {
    case series(LocalSeries)
    case calendar(CalendarRule)
    case rrule(RRuleSeries)
    /// A list of times in ascending order.
    case times([LocalDateTime])
    /// The local times of an interval of elapsed time in a zone. Its period is a day or longer.
    case interval(FixedInterval, Zone)
    /// A rule whose times are moved to working days.
    indirect case shifted(ShiftedRule)

    /// The hours of the day, 0 to 23, in which the rule keeps its pace if the clocks show them twice: its times in
    /// these hours are due both times. In all other hours a time is fixed, and due once.
    var pace: BitMask {
        switch self {
        case .series, .times, .interval, .shifted: BitMask()
        case .calendar(let rule): rule.pace
        case .rrule(let series): series.pace
        }
    }

    /// Whether it has the same minutes in every hour of its days: then nothing is missing if clocks skip hours.
    var hasEveryHour: Bool {
        switch self {
        case .series, .times, .interval, .shifted: false
        case .calendar(let rule): rule.times.hours == BitMask(0...23)
        case .rrule(let series): series.hasEveryHour
        }
    }

    /// The first local time later than `time`; `nil` if there is none before the year 10,000 or the budget is used up.
    func next(after time: LocalDateTime, _ budget: inout SearchBudget) -> LocalHit? {
        switch self {
        case .series(let series): series.next(after: time, &budget)
        case .calendar(let rule): rule.next(after: time, &budget)
        case .rrule(let series): series.next(after: time, &budget)
        case .times(let times): times.first(after: time).map { LocalHit(time: $0) }
        case .interval(let interval, let zone): interval.next(after: time, in: zone).map { LocalHit(time: $0) }
        case .shifted(let rule): rule.next(after: time, &budget)
        }
    }
}

/// A local time at which a rule is due.
struct LocalHit: Hashable {
    var time: LocalDateTime
    /// Whether its day replaces one that the month does not have.
    var isMonthEnd = false
    /// The original time of the rule, if it was moved.
    var movedFrom: LocalDateTime?
    /// Whether a rule that moves its times left out one before this time.
    var isAfterException = false
}

/// Local times at a fixed distance: `start`, and then one step, two steps, three steps after it.
///
/// Each is computed from the start, so that a day in a short month does not change the days after it.
struct LocalSeries: Hashable, Sendable {
    /// How a day that a month does not have is handled.
    enum ShortMonth: Hashable, Sendable {
        /// The last day of the month is used.
        case clamp
        /// The month has no occurrence.
        case skip
    }

    let start: LocalDateTime
    /// The step: months are added first, then milliseconds. At least one is not zero.
    let months: Int
    let milliseconds: Int64
    let shortMonth: ShortMonth

    init(start: LocalDateTime, months: Int = 0, milliseconds: Int64 = 0, shortMonth: ShortMonth = .clamp) {
        self.start = start
        self.months = months
        self.milliseconds = milliseconds
        self.shortMonth = shortMonth
    }

    /// The first time later than `time`.
    func next(after time: LocalDateTime, _ budget: inout SearchBudget) -> LocalHit? {
        guard time >= start else { return LocalHit(time: start) }
        guard months > 0 else {
            let index = (time.milliseconds - start.milliseconds) / milliseconds + 1
            let (distance, isFar) = index.multipliedReportingOverflow(by: milliseconds)
            return isFar ? nil : hit(start.milliseconds.addingReportingOverflow(distance).partialValue)
        }
        // The minimum length of a step; it is at most three days longer for each month.
        let shortest = Int64(months) * 28 * LocalDateTime.millisecondsPerDay + milliseconds
        var (low, high) = (0, Int((time.milliseconds - start.milliseconds) / shortest) + 1)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if let local = self[middle], local.time <= time { low = middle } else { high = middle }
        }
        while let local = self[high] {
            guard budget.spend() else { return nil }
            if !(local.isMonthEnd && shortMonth == .skip), local.time > time { return local }
            high += 1
        }
        return nil
    }

    /// The local time after `index` steps, with its day clamped; `nil` after the year 9999.
    private subscript(index: Int) -> LocalHit? {
        let (year, month) = start.date.month(after: index * months)
        guard year <= 10_000 else { return nil }
        let length = CivilDate.daysInMonth(month, ofYear: year)
        let day = start.day
        let first = CivilDate.firstDay(ofMonth: month, year: year)
        let midnight = Int64(first + min(day, length) - 1) * LocalDateTime.millisecondsPerDay
        guard let hit = hit(midnight + start.millisecondOfDay + Int64(index) * milliseconds) else { return nil }
        return LocalHit(time: hit.time, isMonthEnd: day > length)
    }

    private func hit(_ milliseconds: Int64) -> LocalHit? {
        guard milliseconds < Self.end else { return nil }
        return LocalHit(time: LocalDateTime(milliseconds: milliseconds))
    }

    /// 10000-01-02T00:00:00: clocks may be ahead of UTC at the end of the year 9999.
    private static let end: Int64 = 253_402_387_200_000
}

/// Instants at a fixed distance of elapsed time: `start` and then every `period`, independent of changes of the clocks.
struct FixedInterval: Hashable, Sendable {
    let start: Timestamp
    /// In milliseconds, at least 1.
    let period: Int64

    func next(after instant: Timestamp) -> Timestamp? {
        guard instant >= start else { return start }
        let index = (instant.milliseconds - start.milliseconds) / period + 1
        let (distance, isFar) = index.multipliedReportingOverflow(by: period)
        let (next, isFarther) = start.milliseconds.addingReportingOverflow(distance)
        guard !isFar, !isFarther, next <= Timestamp.latest.milliseconds else { return nil }
        return Timestamp(milliseconds: next)
    }

    /// The first local time later than `time` that a zone's clocks show at one of the instants.
    func next(after time: LocalDateTime, in zone: Zone) -> LocalDateTime? {
        // Every change of the clocks is shorter than this, and the period is at least a day.
        var instant = zone.instant(of: time) - .seconds(28 * 3600)
        while let next = next(after: instant) {
            let local = zone.local(of: next)
            if local > time { return local }
            instant = next
        }
        return nil
    }
}
