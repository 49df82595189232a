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
