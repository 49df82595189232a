import Timekeeping

/// A recurring event of a calendar: a span that begins at each local time of a rule.
struct CalendarSeries: Hashable, Sendable {
    let series: RRuleSeries
    /// The zone; `nil` for the zone of the task.
    let zone: Zone?
    /// The length of the event in milliseconds.
    let length: Int64
    /// The last start.
    var last: LocalDateTime?
    /// Excluded starts.
    var exceptions: Set<LocalDateTime> = []

    /// - Throws: if a count takes too long to compute.
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

    /// The end of the event that covers an instant; `nil` if none does.
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

/// Spans of local time in any zone, such as whole days: sorted, and not touching.
struct LocalSpans: Hashable, Sendable {
    /// In milliseconds of ``LocalDateTime``.
    private var spans: [Range<Int64>] = []

    var isEmpty: Bool { spans.isEmpty }

    init(_ unordered: [Range<Int64>] = []) {
        for span in unordered.sorted(by: { $0.lowerBound < $1.lowerBound }) where !span.isEmpty {
            if let last = spans.last, span.lowerBound <= last.upperBound {
                spans[spans.count - 1] = last.lowerBound..<max(last.upperBound, span.upperBound)
            } else {
                spans.append(span)
            }
        }
    }

    /// The end of the span that covers a local time; `nil` if none does.
    func end(covering local: LocalDateTime) -> LocalDateTime? {
        var (low, high) = (0, spans.count)
        while low < high {
            let middle = (low + high) / 2
            if spans[middle].upperBound <= local.milliseconds { low = middle + 1 } else { high = middle }
        }
        guard low < spans.count, spans[low].contains(local.milliseconds) else { return nil }
        return LocalDateTime(milliseconds: spans[low].upperBound)
    }

    /// The span of `count` days from the first on.
    static func days(_ first: CivilDate, count: Int = 1) -> Range<Int64> {
        let start = Int64(first.daysSinceEpoch) * LocalDateTime.millisecondsPerDay
        return start..<start + Int64(max(1, count)) * LocalDateTime.millisecondsPerDay
    }
}
