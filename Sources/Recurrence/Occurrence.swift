public import Timekeeping

/// A time at which a recurrence is due.
public struct Occurrence: Hashable, Sendable {
    /// Why it differs from the rule itself.
    public enum Note: String, Hashable, Sendable, CaseIterable {
        /// The clocks skip the local time.
        case gap = "dst_gap"
        /// The clocks show the local time twice.
        case overlap = "dst_overlap"
        /// The month does not have the day, and another day is used.
        case monthEnd = "month_end"
        /// An exception removed one or more occurrences before this one.
        case exception = "except"
        /// It is delayed by jitter.
        case jitter
        /// It was moved to a working day.
        case shift
    }

    public var at: Timestamp
    public var notes: [Note]
    /// The local time of the rule itself, if it was moved to a working day.
    public var movedFrom: LocalDateTime?

    init(at: Timestamp, notes: [Note] = [], movedFrom: LocalDateTime? = nil) {
        self.at = at
        self.notes = notes
        self.movedFrom = movedFrom
    }
}

/// How a local time that the clocks skip is handled.
public enum GapPolicy: String, Hashable, Sendable, CaseIterable {
    /// It occurs at the first instant after the gap.
    case forward
    /// It does not occur.
    case skip
    /// It occurs later by the length of the gap: 02:30 becomes 03:30.
    case shift
}

/// How a local time that the clocks show twice is handled.
public enum ClockOverlap: String, Hashable, Sendable, CaseIterable {
    case first
    case second
    case both
}
