import Timekeeping

/// A local rule in a zone, with the policies for local times that the clocks skip or show twice.
///
/// Time is divided into stretches without a change of the zone's clocks: in each of them, instants and local times
/// correspond one to one. A change of the clocks ends a stretch. The policies decide about local times that a change
/// skips, which are in no stretch, and about those that it repeats, which are in two.
struct ZonedRule: Hashable, Sendable {
    let rule: LocalRule
    let zone: Zone
    /// `nil`: fixed times move to the end of a gap, and a rule that is due in every hour continues as if there were no
    /// gap.
    let gap: GapPolicy?
    /// `nil`: fixed times count the first time, and times that keep their pace count both times.
    let overlap: ClockOverlap?

    /// The distance in which a change of the clocks is searched: more than any change skips or repeats (26 hours, from
    /// 12 behind UTC to 14 ahead of it), and less than the distance of any two changes (see ``Zone/resolve(_:)``).
    private static let margin = Duration.seconds(28 * 3600)
    /// How much earlier a local time may come than the current offset suggests: more than any change skips or repeats,
    /// and less than the margin.
    private static let leeway = Duration.seconds(27 * 3600)

    /// The cost of looking up the zone's offset, and of finding its next change.
    private static let (lookCost, changeCost) = (8, 30)

    /// The first occurrence later than `instant`.
    func next(after instant: Timestamp, _ budget: inout SearchBudget) -> Occurrence? {
        var instant = instant
        while budget.spend(Self.lookCost) {
            let horizon = instant + Self.margin
            let offset = zone.secondsAheadOfUTC(at: instant)
            let recent = zone.change(between: instant - Self.margin, and: instant)
            if recent != nil, !budget.spend(Self.changeCost) { return nil }
            if let change = zone.change(between: instant, and: horizon) {
                guard budget.spend(Self.changeCost) else { return nil }
                if let found = first(after: instant, before: change, offset: offset, recent: recent, &budget) {
                    return found
                }
                if let found = first(after: change.at - .milliseconds(1), since: change, &budget) { return found }
                guard !budget.isExhausted else { return nil }
                // There is nothing until some time after the change.
                instant = max(instant, change.at + Self.repeated(by: change))
                continue
            }
            if let recent, instant < recent.at + Self.repeated(by: recent) {
                if let found = first(after: instant, since: recent, &budget) { return found }
                guard !budget.isExhausted else { return nil }
                instant = recent.at + Self.repeated(by: recent)
                continue
            }
            guard let hit = rule.next(after: Self.local(instant, offset), &budget) else { return nil }
            guard let found = Self.instant(hit.time, offset) else { return nil }
            // No change lies between here and the horizon; beyond it, search again from a nearer point. No local time
            // is in between, so no change there matters.
            guard found > horizon else { return occurrence(found, hit) }
            instant = found - Self.leeway
        }
        return nil
    }

    /// The first occurrence in the stretch before a change.
    private func first(
        after instant: Timestamp, before change: Zone.Change, offset: Int, recent: Zone.Change?,
        _ budget: inout SearchBudget
    ) -> Occurrence? {
        guard let hit = rule.next(after: Self.local(instant, offset), &budget) else { return nil }
        guard let found = Self.instant(hit.time, offset), found < change.at else { return nil }
        let isRepeated = change.offsetAfter < change.offsetBefore && found >= change.at - Self.repeated(by: change)
        guard isRepeated else { return occurrence(found, hit) }
        return overlap == .second ? nil : occurrence(found, hit, .overlap)
    }

    /// The first occurrence after a change, within the time that the change skips or repeats.
    private func first(
        after instant: Timestamp, since change: Zone.Change, _ budget: inout SearchBudget
    ) -> Occurrence? {
        let end = change.at + Self.repeated(by: change)
        let local = Self.local(instant, change.offsetAfter)
        if change.offsetAfter < change.offsetBefore { return firstRepeated(after: local, by: change, &budget) }
        let regular = rule.next(after: local, &budget).flatMap { hit in
            Self.instant(hit.time, change.offsetAfter).map { occurrence($0, hit) }
        }
        let skipped = firstSkipped(after: instant, by: change, &budget)
        let candidates = [skipped, regular].compactMap { $0 }.filter { $0.at <= end }
        // If they coincide, the note says why.
        return candidates.min { $0.at < $1.at }
    }

    /// The first of the local times that a change repeats, if it counts the second time, or the first after them.
    private func firstRepeated(
        after local: LocalDateTime, by change: Zone.Change, _ budget: inout SearchBudget
    ) -> Occurrence? {
        let end = change.at + Self.repeated(by: change)
        let last = LocalDateTime(milliseconds: Self.local(end, change.offsetAfter).milliseconds - 1)
        let pace = overlap == nil ? rule.pace : overlap == .first ? BitMask() : BitMask(0...23)
        var from = pace.isEmpty ? max(local, last) : local
        while let hit = rule.next(after: from, &budget) {
            guard let found = Self.instant(hit.time, change.offsetAfter), found <= end else { return nil }
            if found == end { return occurrence(found, hit) }
            if pace.contains(hit.time.hour) { return occurrence(found, hit, .overlap) }
            // No other time in this hour counts twice.
            let hour = hit.time.milliseconds.flooredQuotient(by: 3_600_000)
            from = min(LocalDateTime(milliseconds: (hour + 1) * 3_600_000 - 1), last)
            guard budget.spend() else { return nil }
        }
        return nil
    }

    /// The first of the local times that a change skips, at the instant that the policy gives.
    private func firstSkipped(
        after instant: Timestamp, by change: Zone.Change, _ budget: inout SearchBudget
    ) -> Occurrence? {
        let gapStart = Self.local(change.at, change.offsetBefore)
        let gapEnd = Self.local(change.at, change.offsetAfter)
        let start: LocalDateTime
        let gap = gap ?? (rule.hasEveryHour && Self.isOfWholeHours(change) ? .skip : .forward)
        switch gap {
        case .skip: return nil
        case .forward:
            guard instant < change.at else { return nil }
            start = LocalDateTime(milliseconds: gapStart.milliseconds - 1)
        case .shift:
            start = max(
                Self.local(instant, change.offsetBefore), LocalDateTime(milliseconds: gapStart.milliseconds - 1))
        }
        guard let hit = rule.next(after: start, &budget), hit.time < gapEnd else { return nil }
        let at = gap == .forward ? change.at : Self.instant(hit.time, change.offsetBefore)
        return at.map { occurrence($0, hit, .gap) }
    }

    private func occurrence(_ at: Timestamp, _ hit: LocalHit, _ note: Occurrence.Note? = nil) -> Occurrence {
        var notes: [Occurrence.Note] = []
        if let note { notes.append(note) }
        if hit.isMonthEnd { notes.append(.monthEnd) }
        if hit.movedFrom != nil { notes.append(.shift) }
        if hit.isAfterException { notes.append(.exception) }
        return Occurrence(at: at, notes: notes, movedFrom: hit.movedFrom)
    }

    /// Whether a change is a number of whole hours and shorter than a day: a skipped day is different.
    private static func isOfWholeHours(_ change: Zone.Change) -> Bool {
        let seconds = change.offsetAfter - change.offsetBefore
        return seconds.isMultiple(of: 3600) && seconds < 86_400
    }

    private static func repeated(by change: Zone.Change) -> Duration {
        .seconds(abs(change.offsetAfter - change.offsetBefore))
    }

    private static func local(_ instant: Timestamp, _ offset: Int) -> LocalDateTime {
        LocalDateTime(milliseconds: instant.milliseconds + Int64(offset) * 1000)
    }

    /// - Returns: `nil` after the year 9999.
    private static func instant(_ local: LocalDateTime, _ offset: Int) -> Timestamp? {
        let milliseconds = local.milliseconds - Int64(offset) * 1000
        let instant = Timestamp(milliseconds: milliseconds)
        return instant.milliseconds < milliseconds ? nil : instant
    }
}
