import Timekeeping

/// A local time that a rule gives.
struct LocalHit: Hashable {
    var time: LocalDateTime
    /// Whether its day stands in for one that the month does not have.
    var isMonthEnd = false
    /// The rule's own time, if this one is where it was moved to.
    var movedFrom: LocalDateTime?
    /// Whether a rule that moves its times left one out before it.
    var isAfterException = false
}
