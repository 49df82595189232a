import Histogram

extension Histogram<UInt64> {
    /// For microseconds up to ten minutes, to three digits.
    static var microseconds: Histogram<UInt64> {
        Histogram(highestTrackableValue: 600_000_000, numberOfSignificantValueDigits: .three)
    }
}
