public import Timekeeping

/// What a client says about when a task repeats: one of several forms, with options. It is a text still; what it means from
/// an anchor on is a ``Recurrence``.
public struct RecurrenceRule: Hashable, Sendable {
    enum Form: Hashable, Sendable {
        case word(Recurrence.Frequency)
        case cron(String, needsBoth: Bool)
        case every(String)
        case rrule(String)
        case systemd(String)
        case calendar(CalendarForm)
        /// Instants, or local times.
        case at([String])
        case anyOf([RecurrenceRule])
    }

    /// What is left out.
    enum Exception: Hashable, Sendable {
        /// A day, or an instant.
        case time(String)
        /// From the first on and before the second.
        case span(from: String, to: String)
        case rule(RecurrenceRule)
        /// What the calendar of this name says at the time.
        case calendar(CalendarName)
    }

    var form: Form
    /// Whose clocks count by the option `timezone`.
    var zoneOption: Zone?
    /// Whose clocks count by the text of the form, such as one with `CRON_TZ=`.
    var textZone: Zone?
    /// Whose clocks count; nil if it does not say.
    public var zone: Zone? { zoneOption ?? textZone }
    /// Times as texts, as ``TimeText`` reads them.
    var startsAt: String?
    var until: String?
    /// How many occurrences there are in all.
    var count: Int?
    /// The last occurrence, where a count says how many there are: reckoned once, when the rule is accepted.
    var end: Timestamp?
    /// The last occurrences of the RFC 5545 rules in its text that have a `COUNT`, which counts without regard
    /// to exceptions. Empty until the rule is accepted.
    var seriesEnds: [Timestamp] = []
    var jitterSeconds = 0
    var gap: GapPolicy?
    var overlap: ClockOverlap?
    var monthEnd: MonthEnd?
    var exceptions: [Exception] = []
    /// Where occurrences go that are not on a working day; those of the members, too, if it is `any_of`.
    var shift: WorkingDayShift?
    var workingDays: WorkingDayOptions?

    /// What becomes of a day that a month does not have.
    enum MonthEnd: String, Hashable, Sendable, CaseIterable {
        case clamp
        case skip
    }

    init(_ form: Form) {
        self.form = form
    }

    /// A word, without options.
    public init(_ frequency: Recurrence.Frequency) {
        form = .word(frequency)
    }

    /// Whether a client who sent the one could as well have sent the other.
    public func saysTheSame(as other: RecurrenceRule) -> Bool { withoutEnds == other.withoutEnds }

    /// Without what was reckoned out.
    private var withoutEnds: RecurrenceRule {
        var rule = self
        rule.end = nil
        rule.seriesEnds = []
        if case .anyOf(let rules) = form { rule.form = .anyOf(rules.map(\.withoutEnds)) }
        rule.exceptions = exceptions.map { exception in
            if case .rule(let rule) = exception { .rule(rule.withoutEnds) } else { exception }
        }
        return rule
    }

    /// The word, where it is one and nothing else.
    public var frequency: Recurrence.Frequency? {
        guard case .word(let frequency) = form, self == RecurrenceRule(frequency) else { return nil }
        return frequency
    }

    /// Whether it says by itself when it begins; otherwise it needs a time to repeat.
    public var saysWhen: Bool {
        switch form {
        case .word: startsAt != nil
        case .cron, .every, .rrule, .systemd, .calendar, .at: true
        case .anyOf(let rules): rules.allSatisfy(\.saysWhen)
        }
    }

    /// When it begins by its own account, in a zone: at `starts_at`, or at the `DTSTART` of its text; nil if it does not
    /// say.
    public func start(in zone: Zone) throws(RecurrenceError) -> Timestamp? {
        let zone = self.zone ?? zone
        if let startsAt { return try TimeText.instant(startsAt, in: zone, at: "/starts_at") }
        return textStart.map { zone.instant(of: $0.local(in: zone)) }
    }

    /// The `DTSTART` of its text.
    var textStart: RecurrenceSet.Time? {
        guard case .rrule(let text) = form else { return nil }
        return try? RecurrenceSetParser.parse(text).start
    }
}
