import Timekeeping

/// The local date-times of a recurrence, by their number: 0 is the anchor's.
///
/// They know of no zone, and are strictly increasing.
struct LocalSeries {
    let frequency: Recurrence.Frequency
    let start: LocalDateTime

    /// The date-time numbered `index`, which is at least 0.
    subscript(index: Int) -> LocalDateTime {
        switch frequency {
        case .daily, .weekly:
            return LocalDateTime(milliseconds: start.milliseconds + Int64(index) * period)
        case .monthly:
            return LocalDateTime(
                date: start.date.adding(months: index), millisecondOfDay: start.millisecondOfDay)
        }
    }

    /// The number of the first date-time, from 1 on, that is later than `local`.
    func index(after local: LocalDateTime) -> Int {
        guard local >= start else { return 1 }
        switch frequency {
        case .daily, .weekly:
            return Int((local.milliseconds - start.milliseconds) / period) + 1
        case .monthly:
            let sameMonth = start.date.months(until: local.date)
            return self[sameMonth] > local ? sameMonth : sameMonth + 1
        }
    }

    private var period: Int64 {
        frequency == .weekly ? 7 * LocalDateTime.millisecondsPerDay : LocalDateTime.millisecondsPerDay
    }
}
