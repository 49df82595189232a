public import Timekeeping

extension Recurrence {
    /// The last occurrence that is not later than `instant`.
    ///
    /// - Returns: nil where the first one is later.
    public func latest(notAfter instant: Timestamp) -> Timestamp? {
        guard instant >= anchor else { return nil }
        let series = LocalSeries(frequency: frequency, start: localAnchor)
        // One that is later by local time can be earlier as an instant only where the clocks were set: a step or two.
        var index = series.index(after: zone.local(of: instant))
        while index > 0 {
            let candidate = zone.instant(of: series[index])
            if candidate <= instant { return max(candidate, anchor) }
            index -= 1
        }
        return anchor
    }
}
