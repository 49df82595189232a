public import Timekeeping

extension Recurrence {
    /// The first occurrence strictly later than `instant`: the anchor or one after it.
    ///
    /// Costs the same however far `instant` is from the anchor.
    ///
    /// - Returns: nil when there is none until the end of the year 9999 in UTC.
    public func next(after instant: Timestamp) -> Timestamp? {
        guard instant >= anchor else { return anchor }
        let series = LocalSeries(frequency: frequency, start: localAnchor)
        let end = zone.local(of: .latest)

        // An occurrence whose local time is not after `instant`'s cannot be later than `instant`; one whose local time
        // is after it may still be past, or fall together with the last one, where the clocks were put back or forward.
        var index = series.index(after: zone.local(of: instant))
        while true {
            let local = series[index]
            guard local <= end else { return nil }
            let candidate = zone.instant(of: local)
            if candidate > instant { return candidate }
            index += 1
        }
    }
}
