public import Timekeeping

/// The recurrence as a client gives it: one of several forms, with options. Its texts are not compiled yet; with an
/// anchor it becomes a ``Recurrence``.
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

    /// An exception.
    enum Exception: Hashable, Sendable {
        /// A day, or an instant.
        case time(String)
        /// From the first time on, and before the second.
        case span(from: String, to: String)
        case rule(RecurrenceRule)
        /// The calendar with this name, in its current state.
        case calendar(CalendarName)
    }

    var form: Form
    /// The zone of the option `timezone`.
    var zoneOption: Zone?
    /// The zone in the text of the form, such as `CRON_TZ=`.
    var textZone: Zone?
    /// The zone; `nil` if the rule does not name one.
    public var zone: Zone? { zoneOption ?? textZone }
    /// A time as text, for ``TimeText``.
    var startsAt: String?
    var until: String?
    /// How many occurrences there are in all.
    var count: Int?
    /// The last occurrence if there is a count: computed once, when the rule is accepted.
    var end: Timestamp?
    /// The last occurrences of the RFC 5545 rules in its text that have a `COUNT`, which ignores exceptions. Empty
    /// until the rule is accepted.
    var seriesEnds: [Timestamp] = []
    var jitterSeconds = 0
    var gap: GapPolicy?
    var overlap: ClockOverlap?
    var monthEnd: MonthEnd?
    var exceptions: [Exception] = []
    /// How occurrences on other than working days are moved; also those of the members of `any_of`.
    var shift: WorkingDayShift?
    var workingDays: WorkingDayOptions?

    /// How a day that a month does not have is handled.
    enum MonthEnd: String, Hashable, Sendable, CaseIterable {
        case clamp
        case skip
    }

    init(_ form: Form) {
        self.form = form
    }

    /// Creates a rule from a word, without options.
    public init(_ frequency: Recurrence.Frequency) {
        form = .word(frequency)
    }

    /// Whether two rules have the same meaning for clients.
    public func saysTheSame(as other: RecurrenceRule) -> Bool { withoutEnds == other.withoutEnds }

    /// The rule without computed values.
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

    /// The word, if the rule has nothing else.
    public var frequency: Recurrence.Frequency? {
        guard case .word(let frequency) = form, self == RecurrenceRule(frequency) else { return nil }
        return frequency
    }

    /// Whether it defines its own times; otherwise it needs a time to repeat.
    public var saysWhen: Bool {
        switch form {
        case .word: startsAt != nil
        case .cron, .every, .rrule, .systemd, .calendar, .at: true
        case .anyOf(let rules): rules.allSatisfy(\.saysWhen)
        }
    }

    /// Its own start in a zone: `starts_at`, or `DTSTART` in its text; `nil` if it has none.
    public func start(in zone: Zone) throws(RecurrenceError) -> Timestamp? {
        let zone = self.zone ?? zone
        if let startsAt { return try TimeText.instant(startsAt, in: zone, at: "/starts_at") }
        return textStart.map { zone.instant(of: $0.local(in: zone)) }
    }

    /// `DTSTART` in its text.
    var textStart: RecurrenceSet.Time? {
        guard case .rrule(let text) = form else { return nil }
        return try? RecurrenceSetParser.parse(text).start
    }
}

extension RecurrenceRule.Form {
    /// The name of the form's field.
    var name: String {
        switch self {
        case .word: "word"
        case .cron: "cron"
        case .every: "every"
        case .rrule: "rrule"
        case .systemd: "systemd"
        case .calendar: "calendar"
        case .at: "at"
        case .anyOf: "any_of"
        }
    }

    /// The zone that the text names; `nil` if it names none or is malformed.
    var zone: Zone? {
        switch self {
        case .cron(let text, _): CronText.zone(of: text)
        case .rrule(let text): RecurrenceSetParser.zone(of: text)
        case .systemd(let text): SystemdCalendar.zone(of: text)
        default: nil
        }
    }
}
