public import Timekeeping

extension Zone {
    /// The first instant after `instant`, and at most `end`, at which the zone's offset changes; `nil` if there is
    /// none.
    ///
    /// The offset is checked every second day, so two changes within less time are missed; the tz database has none
    /// within 95 hours.
    public func firstChange(after instant: Timestamp, until end: Timestamp) -> Timestamp? {
        let offset = secondsAheadOfUTC(at: instant)
        var low = instant
        while low < end {
            var high = min(low + .seconds(2 * 86_400), end)
            guard secondsAheadOfUTC(at: high) != offset else {
                low = high
                continue
            }
            while high.milliseconds - low.milliseconds > 1 {
                let middle = Timestamp(milliseconds: (low.milliseconds + high.milliseconds) / 2)
                if secondsAheadOfUTC(at: middle) == offset {
                    low = middle
                } else {
                    high = middle
                }
            }
            return high
        }
        return nil
    }
}
