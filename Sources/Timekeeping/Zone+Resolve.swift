extension Zone {
    /// The instant at which the zone's clocks first show `local` or, where they skip it, something later: the first
    /// instant after the gap.
    ///
    /// In other words the first instant whose local time is not before `local`; so a later local time never has an
    /// earlier instant. Clamped to what a ``Timestamp`` can hold.
    public func instant(of local: LocalDateTime) -> Timestamp {
        switch resolve(local) {
        case .unique(let instant): instant
        case .gap(_, let after): after
        case .overlap(let first, _): first
        }
    }

    /// The instants at which the zone's clocks show `local`: one, none or two.
    ///
    /// It asks for the zone's offset a day before and a day after, and has no need to know the zone's rules. That is
    /// enough as no zone was ever more than 16 hours from UTC, nor changed its offset twice within 52 hours (the
    /// closest in the tz database are 95 hours apart, in Freetown in 1939).
    public func resolve(_ local: LocalDateTime) -> LocalTimeResolution {
        let clock = local.milliseconds
        let margin: Int64 = 26 * 3_600_000
        let offsetBefore = offset(atUTC: clock - margin)
        let offsetAfter = offset(atUTC: clock + margin)
        let instantBefore = clock - Int64(offsetBefore) * 1000
        guard offsetBefore != offsetAfter else { return .unique(Timestamp(milliseconds: instantBefore)) }

        // One change lies in between. Either offset is right only if the zone has it at the instant it leads to.
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
            // Clocks were put forward past `local`: the change is later than instantAfter, and not after instantBefore.
            let change = firstSecond(
                after: instantAfter.flooredQuotient(by: 1000), notAfter: instantBefore.flooredQuotient(by: 1000),
                withOffset: offsetAfter)
            return .gap(
                before: Timestamp(milliseconds: change * 1000 - 1), after: Timestamp(milliseconds: change * 1000))
        }
    }

    /// The UTC second at which the offset becomes `offset`, by bisection: it does in `low + 1 ... high`.
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
