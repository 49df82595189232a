extension Zone {
    /// The instant at which the zone's clocks first show `local` or, if they skip it, a later time: the first instant
    /// after the gap.
    ///
    /// In other words, the first instant whose local time is not before `local`; so a later local time never has an
    /// earlier instant. Clamped to the range of ``Timestamp``.
    public func instant(of local: LocalDateTime) -> Timestamp {
        switch resolve(local) {
        case .unique(let instant): instant
        case .gap(_, let after): after
        case .overlap(let first, _): first
        }
    }

    /// The instants at which the zone's clocks show `local`: one, none or two.
    ///
    /// It uses the zone's offsets a day before and a day after, without knowledge of the zone's rules. This is enough,
    /// since no zone was ever more than 16 hours from UTC or changed its offset twice within 52 hours (the closest
    /// changes in the tz database are 95 hours apart, in Freetown in 1939).
    public func resolve(_ local: LocalDateTime) -> LocalTimeResolution {
        let clock = local.milliseconds
        let margin: Int64 = 26 * 3_600_000
        let offsetBefore = offset(atUTC: clock - margin)
        let offsetAfter = offset(atUTC: clock + margin)
        let instantBefore = clock - Int64(offsetBefore) * 1000
        guard offsetBefore != offsetAfter else { return .unique(Timestamp(milliseconds: instantBefore)) }

        // There is one change in between. Each offset is valid only if the zone has it at the resulting instant.
        let instantAfter = clock - Int64(offsetAfter) * 1000
        let isShownBefore = offset(atUTC: instantBefore) == offsetBefore
        let isShownAfter = offset(atUTC: instantAfter) == offsetAfter
        switch (isShownBefore, isShownAfter) {
        case (true, true):
            return .overlap(
                first: Timestamp(milliseconds: instantBefore), second: Timestamp(milliseconds: instantAfter))
        case (true, false):
            return .unique(Timestamp(milliseconds: instantBefore))
        case (false, true):
            return .unique(Timestamp(milliseconds: instantAfter))
        case (false, false):
            // The clocks skip `local`: the change is later than instantAfter, and not after instantBefore.
            let change = firstSecond(
                after: instantAfter.flooredQuotient(by: 1000), notAfter: instantBefore.flooredQuotient(by: 1000),
                withOffset: offsetAfter)
            return .gap(
                before: Timestamp(milliseconds: change * 1000 - 1), after: Timestamp(milliseconds: change * 1000))
        }
    }

    /// The UTC second within `low + 1 ... high` at which the offset becomes `offset`, found by bisection.
    func firstSecond(after low: Int64, notAfter high: Int64, withOffset offset: Int) -> Int64 {
        var (low, high) = (low, high)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if self.offset(atUTC: middle * 1000) == offset {
                high = middle
            } else {
                low = middle
            }
        }
        return high
    }
}

/// The instants of a local time in a zone.
public enum LocalTimeResolution: Hashable, Sendable {
    /// The clocks show it once.
    case unique(Timestamp)
    /// The clocks skip it: `before` is the last millisecond before they are put forward, `after` the first one after.
    case gap(before: Timestamp, after: Timestamp)
    /// The clocks show it twice, as they are put back in between.
    case overlap(first: Timestamp, second: Timestamp)
}

extension Zone {
    /// A change of the zone's clocks.
    package struct Change: Hashable, Sendable {
        /// The first instant with the new offset.
        package var at: Timestamp
        /// Seconds ahead of UTC.
        package var offsetBefore: Int
        package var offsetAfter: Int
    }

    /// The change of the clocks after `start` and up to `end`; `nil` if both have the same offset.
    ///
    /// The two must be so close that there is at most one change between them.
    package func change(between start: Timestamp, and end: Timestamp) -> Change? {
        let before = offset(atUTC: start.milliseconds)
        let after = offset(atUTC: end.milliseconds)
        guard before != after else { return nil }
        let second = firstSecond(
            after: start.milliseconds.flooredQuotient(by: 1000), notAfter: end.milliseconds.flooredQuotient(by: 1000),
            withOffset: after)
        return Change(at: Timestamp(milliseconds: second * 1000), offsetBefore: before, offsetAfter: after)
    }
}
