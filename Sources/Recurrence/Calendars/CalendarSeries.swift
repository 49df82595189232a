import Timekeeping

/// A recurring event of a calendar: a stretch of time that begins at each local time of a rule.
struct CalendarSeries: Hashable, Sendable {
    let series: RRuleSeries
    /// Whose clocks count; those of the task if `nil`.
    let zone: Zone?
    /// How long it takes, in milliseconds.
    let length: Int64
    /// The last start.
    var last: LocalDateTime?
    /// Starts that are left out.
    var exceptions: Set<LocalDateTime> = []

    /// - Throws: if a count can't be counted.
    init(_ rule: RRule, start: LocalDateTime, zone: Zone?, length: Int64) throws(RuleTextError) {
        self.zone = zone
        self.length = length
        series = RRuleSeries(rule, start: start, skip: rule.skip ?? .omit)
        switch rule.until {
        case .instant(let instant): last = (zone ?? .utc).local(of: instant)
        case .local(let local): last = local
        case nil: break
        }
        guard let count = rule.count else { return }
        var budget = SearchBudget(left: SearchBudget.patient)
        var time = LocalDateTime(milliseconds: start.milliseconds - 1)
        for _ in 0..<count {
            guard let hit = series.next(after: time, &budget) else { break }
            time = hit.time
        }
        guard !budget.isExhausted else { throw RuleTextError(1, "takes too long to count: use UNTIL") }
        last = time
    }

    /// Where the event ends that covers an instant; `nil` if none does.
    func end(covering instant: Timestamp, in zone: Zone, _ budget: inout SearchBudget) -> Timestamp? {
        let zone = self.zone ?? zone
        let local = zone.local(of: instant)
        var time = LocalDateTime(milliseconds: local.milliseconds - length)
        while let hit = series.next(after: time, &budget), hit.time <= local, last.map({ hit.time <= $0 }) ?? true {
            time = hit.time
            guard !exceptions.contains(time) else { continue }
            let end = LocalDateTime(milliseconds: time.milliseconds + length)
            return max(instant + .milliseconds(1), zone.instant(of: end))
        }
        return nil
    }
}
