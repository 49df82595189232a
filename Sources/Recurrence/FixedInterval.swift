import Timekeeping

/// Instants at a steady distance of elapsed time: `start` and then every `period`. They know nothing of clocks that are
/// set.
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

    /// The first local time later than `time` that a zone's clocks show at one of them.
    func next(after time: LocalDateTime, in zone: Zone) -> LocalDateTime? {
        // No change of the clocks is as long as this, and the period is not shorter than a day.
        var instant = zone.instant(of: time) - .seconds(28 * 3600)
        while let next = next(after: instant) {
            let local = zone.local(of: next)
            if local > time { return local }
            instant = next
        }
        return nil
    }
}
