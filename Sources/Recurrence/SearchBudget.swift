import Timekeeping

/// How much work a search for an occurrence may do: what a hostile rule can cost is bounded by it.
///
/// A unit is about the look at one day or one period, 20 to 50 ns.
struct SearchBudget {
    /// What one search gets: a few milliseconds at the most.
    static let standard = 60_000

    /// What a search gets for a rule that was cheap once, and of which an occurrence is due: about a tenth of a second.
    static let patient = 2_000_000

    /// What is added for each occurrence where many are asked for at once.
    static let perOccurrence = 60

    private(set) var left: Int

    /// Whether a search ended for want of it: what it found, or did not find, says nothing then.
    private(set) var isExhausted = false

    /// The first day that has no working day in reach to which something could be moved.
    var unmovable: LocalDateTime?

    init(left: Int = standard) {
        self.left = left
    }

    /// - Returns: false where nothing is left of it.
    mutating func spend(_ units: Int = 1) -> Bool {
        left -= units
        if left < 0 { isExhausted = true }
        return left >= 0
    }
}
