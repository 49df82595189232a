public import Timekeeping

extension Recurrence {
    /// The last occurrence that is not later than `instant`.
    ///
    /// - Returns: nil where the first one is later.
    public func latest(notAfter instant: Timestamp) -> Timestamp? {
        guard let first, first <= instant else { return nil }
        // In ever longer steps back to where the next occurrence is not too late, and then in halves.
        var low = first
        var step: Int64 = 60_000
        while true {
            let probe = max(first, instant - .milliseconds(step))
            if let next = next(after: probe), next <= instant {
                low = next
                break
            }
            if probe == first { break }
            step *= 8
        }
        var high = instant
        while low < high, let next = next(after: low), next <= instant {
            low = next
            // What lies in the far half is found without going through the near one.
            let middle = Timestamp(milliseconds: low.milliseconds + (high.milliseconds - low.milliseconds) / 2)
            if let later = self.next(after: middle), later <= instant { low = later } else { high = middle }
        }
        return low
    }
}
