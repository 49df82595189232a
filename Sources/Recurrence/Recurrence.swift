public import Timekeeping

/// When a task runs again, from an anchor on.
///
/// Every occurrence is reckoned from the anchor and from local time, none from the one before; each is strictly later than
/// the one before. What the anchor is depends on the rule:
///
/// - A word or an interval repeats it: it is the first occurrence.
/// - An RFC 5545 rule takes from it what the rule does not say (its `DTSTART`). It is an occurrence only where it matches.
/// - For all other rules it is the time before which nothing occurs.
///
/// The search for an occurrence is bounded, so that no rule can hold a thread for long.
public struct Recurrence: Hashable, Sendable {
    public let rule: RecurrenceRule
    public let anchor: Timestamp
    /// The date and time that are repeated.
    public let localAnchor: LocalDateTime
    /// Whose clocks count, where the rule does not name a zone of its own.
    public let zone: Zone
    /// What jitter and cron's `H` come from.
    public let seed: UInt64
    /// Those that the rule names.
    public let calendars: CalendarBook
    let plan: RecurrencePlan

    /// - Parameters:
    ///   - localAnchor: what the clocks would show at the anchor, where they skip that; the anchor is the end of the gap.
    ///   - seed: what is stable and looks random comes from it: jitter, and cron's `H`.
    ///   - calendars: those that the rule names.
    /// - Throws: where the rule can't be read, or names a calendar that is not there.
    public init(
        _ rule: RecurrenceRule, anchor: Timestamp, localAnchor: LocalDateTime? = nil, zone: Zone, seed: UInt64 = 0,
        calendars: CalendarBook = CalendarBook()
    ) throws(RecurrenceError) {
        try self.init(
            rule, anchor: anchor, localAnchor: localAnchor, zone: zone, seed: seed, calendars: calendars, pointer: "")
    }

    /// - Parameter pointer: to the rule, for errors.
    init(
        _ rule: RecurrenceRule, anchor: Timestamp, localAnchor: LocalDateTime?, zone: Zone, seed: UInt64,
        calendars: CalendarBook, pointer: String
    ) throws(RecurrenceError) {
        self.rule = rule
        self.anchor = anchor
        self.localAnchor = localAnchor ?? zone.local(of: anchor)
        self.zone = zone
        self.seed = seed
        self.calendars = calendars
        let compiler = RecurrenceCompiler(
            anchor: anchor, localAnchor: self.localAnchor, zone: zone, seed: seed, calendars: calendars)
        plan = try compiler.plan(rule, at: pointer)
    }

    /// Repeats the local date and time that `zone` has at `anchor`.
    public init(_ frequency: Frequency, anchor: Timestamp, zone: Zone) {
        // Nothing in a word can't be read.
        try! self.init(RecurrenceRule(frequency), anchor: anchor, zone: zone)
    }

    /// Repeats `localAnchor`.
    ///
    /// Other than an instant, it can name a time that the clocks skip on the first day: 02:30 on the day they go from
    /// 02:00 to 03:00 begins at 03:00 and goes on at 02:30.
    public init(_ frequency: Frequency, localAnchor: LocalDateTime, zone: Zone) {
        try! self.init(
            RecurrenceRule(frequency), anchor: zone.instant(of: localAnchor), localAnchor: localAnchor, zone: zone)
    }

    // MARK: - Occurrences

    /// The first occurrence strictly later than `instant`.
    ///
    /// Costs the same however far `instant` is from the anchor.
    ///
    /// - Returns: nil when there is none until the end of the year 9999, or none in as far as a search goes.
    public func next(after instant: Timestamp) -> Timestamp? { occurrence(after: instant)?.at }

    /// The same, with what made it other than the rule alone says.
    ///
    /// Whether a rule is cheap to search is found out when it is accepted. Should it become dear later, the search takes
    /// longer before it is given up: a task must not end for want of patience.
    public func occurrence(after instant: Timestamp) -> Occurrence? {
        var budget = SearchBudget()
        let found = plan.next(after: instant, &budget)
        // Patience does not make a working day.
        guard budget.isExhausted, budget.unmovable == nil else { return found }
        budget = SearchBudget(left: SearchBudget.patient)
        let second = plan.next(after: instant, &budget)
        return budget.isExhausted ? nil : second
    }

    /// The first occurrences after `instant`, so many at the most.
    ///
    /// - Throws: where it takes too long to find them.
    public func occurrences(after instant: Timestamp, limit: Int) throws(RecurrenceError) -> [Occurrence] {
        var budget = SearchBudget(left: SearchBudget.standard + limit * SearchBudget.perOccurrence)
        var found: [Occurrence] = []
        var last = instant
        while found.count < limit, let next = plan.next(after: last, &budget) {
            found.append(next)
            last = next.at
        }
        guard !budget.isExhausted else {
            if let error = budget.noWorkingDay(for: rule) { throw error }
            throw RecurrenceError("takes too long to find \(limit) occurrences of: make it simpler, or ask for fewer")
        }
        return found
    }

    /// The first occurrence; nil where there is none.
    public var first: Timestamp? { next(after: anchor - .milliseconds(1)) }

    public static func == (left: Recurrence, right: Recurrence) -> Bool {
        left.rule == right.rule && left.anchor == right.anchor && left.localAnchor == right.localAnchor
            && left.zone == right.zone && left.seed == right.seed
            && left.rule.calendarNames.allSatisfy { left.calendars[$0] == right.calendars[$0] }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(rule)
        hasher.combine(anchor)
    }
}
