import Timekeeping

/// Local times at a steady distance: `start`, and then one step, two steps, three steps from it.
///
/// Each is reckoned from the start, so that a day that stands in for one that a month does not have moves no other.
struct LocalSeries: Hashable, Sendable {
    /// What becomes of a day that a month does not have.
    enum ShortMonth: Hashable, Sendable {
        /// The last day of the month stands in for it.
        case clamp
        /// There is none in that month.
        case skip
    }

    let start: LocalDateTime
    /// The step: months first, then milliseconds. Not both zero.
    let months: Int
    let milliseconds: Int64
    let shortMonth: ShortMonth

    init(start: LocalDateTime, months: Int = 0, milliseconds: Int64 = 0, shortMonth: ShortMonth = .clamp) {
        self.start = start
        self.months = months
        self.milliseconds = milliseconds
        self.shortMonth = shortMonth
    }

    /// The first later than `time`.
    func next(after time: LocalDateTime, _ budget: inout SearchBudget) -> LocalHit? {
        guard time >= start else { return LocalHit(time: start) }
        guard months > 0 else {
            let index = (time.milliseconds - start.milliseconds) / milliseconds + 1
            let (distance, isFar) = index.multipliedReportingOverflow(by: milliseconds)
            return isFar ? nil : hit(start.milliseconds.addingReportingOverflow(distance).partialValue)
        }
        // The step is at least so long, and at most three days longer for each month in it.
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

    /// The local time after `index` steps, its day clamped; nil past the year 9999.
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
