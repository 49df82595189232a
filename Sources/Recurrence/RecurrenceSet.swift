import Timekeeping

/// A recurrence as an iCalendar file has it (RFC 5545, section 3.8.5): rules, with what they begin at, what is added and
/// what is left out.
struct RecurrenceSet: Hashable, Sendable {
    /// A time of a property's value.
    enum Time: Hashable, Sendable {
        case instant(Timestamp)
        /// - zone: nil for the one of the set.
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
    /// `EXRULE`, which RFC 2445 had.
    var excludedRules: [RRule] = []
    /// `RDATE`.
    var times: [Time] = []
    /// `EXDATE`.
    var excludedTimes: [Time] = []

    /// Whether it is no more than a rule, about the clocks of its task; or about days, from one on.
    var isOneRule: Bool {
        guard rules.count == 1, excludedRules.isEmpty, times.isEmpty, excludedTimes.isEmpty else { return false }
        if case .day = start { return true }
        return start == nil
    }

    /// Whose clocks count by its `DTSTART`.
    var zone: Zone? {
        switch start {
        case .instant: .utc
        case .local(_, let zone), .day(_, let zone): zone
        case nil: nil
        }
    }

    /// Those of its rules that say how many occurrences they have.
    var countedRules: [RRule] { (rules + excludedRules).filter { $0.count != nil } }
}
