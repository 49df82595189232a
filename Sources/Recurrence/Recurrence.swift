public import Timekeeping

/// The occurrences of a rule from an anchor on.
///
/// Every occurrence is computed from the anchor and from local time, never from the occurrence before; each is strictly
/// later than the one before. The meaning of the anchor depends on the rule:
///
/// - A word or an interval repeats the anchor: it is the first occurrence.
/// - An RFC 5545 rule takes the parts that it does not have from the anchor (its `DTSTART`). The anchor is an
///   occurrence only if it matches.
/// - For all other rules, nothing occurs before the anchor.
///
/// The search for an occurrence is bounded, so that no rule can hold a thread for long.
public struct Recurrence: Hashable, Sendable {
    public let rule: RecurrenceRule
    public let anchor: Timestamp
    /// The local date and time that are repeated.
    public let localAnchor: LocalDateTime
    /// The zone, unless the rule names its own.
    public let zone: Zone
    /// The seed for jitter and cron's `H`.
    public let seed: UInt64
    /// The calendars that the rule names.
    public let calendars: CalendarBook
    let plan: RecurrencePlan

    /// - Parameters:
    /// - localAnchor: the local time of the anchor if the clocks skip it; the anchor is then the end of the gap.
    /// - seed: the seed for stable values that look random: jitter, and cron's `H`.
    /// - calendars: the calendars that the rule names.
    /// - Throws: if the rule is malformed or names a calendar that does not exist.
    public init(
        _ rule: RecurrenceRule, anchor: Timestamp, localAnchor: LocalDateTime? = nil, zone: Zone, seed: UInt64 = 0,
        calendars: CalendarBook = CalendarBook()
    ) throws(RecurrenceError) {
        try self.init(
            rule, anchor: anchor, localAnchor: localAnchor, zone: zone, seed: seed, calendars: calendars, pointer: "")
    }

    /// - Parameter pointer: the JSON pointer to the rule, for errors.
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
        // A word is always valid.
        try! self.init(RecurrenceRule(frequency), anchor: anchor, zone: zone)
    }

    /// Repeats `localAnchor`.
    ///
    /// Unlike an instant, a local anchor can be a time that the clocks skip on the first day: 02:30 on the day when
    /// they go from 02:00 to 03:00 begins at 03:00 and continues at 02:30.
    public init(_ frequency: Frequency, localAnchor: LocalDateTime, zone: Zone) {
        try! self.init(
            RecurrenceRule(frequency), anchor: zone.instant(of: localAnchor), localAnchor: localAnchor, zone: zone)
    }

    // MARK: - Occurrences

    /// The first occurrence strictly later than `instant`.
    ///
    /// The cost does not depend on the distance from the anchor.
    ///
    /// - Returns: `nil` if there is none until the end of the year 9999, or none within the reach of a search.
    public func next(after instant: Timestamp) -> Timestamp? { occurrence(after: instant)?.at }

    /// The first occurrence strictly later than `instant`, with notes on how it differs from the rule.
    ///
    /// A rule is accepted only if it is cheap to search. If it becomes expensive later, a larger search budget is used,
    /// so that a task does not end because a search was given up too early.
    public func occurrence(after instant: Timestamp) -> Occurrence? {
        var budget = SearchBudget()
        let found = plan.next(after: instant, &budget)
        // A larger budget does not find a working day.
        guard budget.isExhausted, budget.unmovable == nil else { return found }
        budget = SearchBudget(left: SearchBudget.patient)
        let second = plan.next(after: instant, &budget)
        return budget.isExhausted ? nil : second
    }

    /// The first occurrences after `instant`, at most `limit`.
    ///
    /// - Throws: if it takes too long to find them.
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
            throw RecurrenceError(
                "it takes too long to find \(limit) occurrences: make the rule simpler, or ask for fewer")
        }
        return found
    }

    /// The first occurrence; `nil` if there is none.
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

extension Recurrence {
    /// The words for the frequency of a recurrence.
    public enum Frequency: String, Hashable, Sendable, CaseIterable {
        /// Every hour of elapsed time.
        case hourly
        /// Every day.
        case daily
        /// Every seventh day, on the anchor's day of the week.
        case weekly
        /// Every month on the anchor's day of the month, or on the last day if the month is too short.
        case monthly
        /// Every year on the anchor's day; February 29 becomes February 28 in years without it.
        case yearly
        /// Monday to Friday.
        case weekdays
    }
}

extension Recurrence {
    /// The last occurrence that is not later than `instant`.
    ///
    /// - Returns: `nil` if the first one is later.
    public func latest(notAfter instant: Timestamp) -> Timestamp? {
        guard let first, first <= instant else { return nil }
        // Goes back in ever longer steps until the next occurrence is not too late, and then bisects.
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
            // An occurrence in the second half is found without visiting the first half.
            let middle = Timestamp(milliseconds: low.milliseconds + (high.milliseconds - low.milliseconds) / 2)
            if let later = self.next(after: middle), later <= instant { low = later } else { high = middle }
        }
        return low
    }
}
