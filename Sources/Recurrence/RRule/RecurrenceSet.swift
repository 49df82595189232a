import Timekeeping

/// A recurrence in iCalendar's form (RFC 5545, section 3.8.5): a start, rules, added times and excluded times.
struct RecurrenceSet: Hashable, Sendable {
    /// A time in the value of a property.
    enum Time: Hashable, Sendable {
        case instant(Timestamp)
        /// - zone: the zone; `nil` for the zone of the set.
        case local(LocalDateTime, zone: Zone?)
        case day(LocalDateTime, zone: Zone?)

        func local(in zone: Zone) -> LocalDateTime {
            switch self {
            case .instant(let instant): zone.local(of: instant)
            case .local(let local, let own), .day(let local, let own):
                own.map { $0 == zone ? local : zone.local(of: $0.instant(of: local)) } ?? local
            }
        }
    }

    /// `DTSTART`.
    var start: Time?
    /// `RRULE`.
    var rules: [RRule] = []
    /// `EXRULE` of RFC 2445.
    var excludedRules: [RRule] = []
    /// `RDATE`.
    var times: [Time] = []
    /// `EXDATE`.
    var excludedTimes: [Time] = []

    /// Whether it is a single rule in the zone of its task, or a single rule for days from a given day on.
    var isOneRule: Bool {
        guard rules.count == 1, excludedRules.isEmpty, times.isEmpty, excludedTimes.isEmpty else { return false }
        if case .day = start { return true }
        return start == nil
    }

    /// The zone of its `DTSTART`.
    var zone: Zone? {
        switch start {
        case .instant: .utc
        case .local(_, let zone), .day(_, let zone): zone
        case nil: nil
        }
    }

    /// The rules that have a `COUNT`.
    var countedRules: [RRule] { (rules + excludedRules).filter { $0.count != nil } }
}
