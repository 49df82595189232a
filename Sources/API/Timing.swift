import Recurrence
import Timekeeping

/// When a task runs, as a client said it.
struct Timing: Hashable {
    /// When it runs; what its recurrence is reckoned from.
    var anchor: Timestamp
    /// The local time that was given, where no such time exists on that day.
    var skippedLocal: LocalDateTime?
    /// The first occurrence, where it is not at the anchor.
    var firstAt: Timestamp?
    /// Whether the client said when it begins.
    var isAnchored = true
    var recurrence: RecurrenceRule?
    var zone: Zone

    init(anchor: Timestamp, zone: Zone) {
        self.anchor = anchor
        self.zone = zone
    }
}
