import Timekeeping

/// A local time that a rule gives.
struct LocalHit: Hashable {
    var time: LocalDateTime
    /// Whether its day stands in for one that the month does not have.
    var isMonthEnd = false
}
