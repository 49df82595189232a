public import Timekeeping

/// A time at which a recurrence is due.
public struct Occurrence: Hashable, Sendable {
    /// What made it other than the rule alone says.
    public enum Note: String, Hashable, Sendable, CaseIterable {
        /// The clocks skip the local time.
        case gap = "dst_gap"
        /// The clocks show the local time twice.
        case overlap = "dst_overlap"
        /// The day stands in for one that the month does not have.
        case monthEnd = "month_end"
        /// An exception took away one or more between the occurrence before and this one.
        case exception = "except"
        /// It is delayed within the jitter.
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
