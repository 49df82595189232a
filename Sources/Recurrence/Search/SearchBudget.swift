import Timekeeping

/// The amount of work that a search for an occurrence may do. It bounds the cost of a hostile rule.
///
/// A unit is the cost of checking one day or one period, 20 to 50 ns.
struct SearchBudget {
    /// The budget of one search: at most a few milliseconds.
    static let standard = 60_000

    /// The budget of a search for the next occurrence of a rule that was cheap when it was accepted: about a tenth of a
    /// second.
    static let patient = 2_000_000

    /// The additional budget for each occurrence if many are requested at once.
    static let perOccurrence = 60

    private(set) var left: Int

    /// Whether a search used up the budget: then its result is not meaningful.
    private(set) var isExhausted = false

    /// The first day without a working day in reach to which an occurrence could be moved.
    var unmovable: LocalDateTime?

    init(left: Int = standard) {
        self.left = left
    }

    /// - Returns: false if the budget is used up.
    mutating func spend(_ units: Int = 1) -> Bool {
        left -= units
        if left < 0 { isExhausted = true }
        return left >= 0
    }
}

/// A hash that is the same in every process and version.
enum StableHash {
    /// SplitMix64's mixing function (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014) over
    /// two words.
    static func of(_ seed: UInt64, _ value: UInt64) -> UInt64 {
        mix(mix(seed &+ 0x9E37_79B9_7F4A_7C15) ^ value &+ 0x9E37_79B9_7F4A_7C15)
    }

    private static func mix(_ word: UInt64) -> UInt64 {
        var mixed = word
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
