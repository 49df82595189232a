public import Timekeeping

/// How many runs of a group, or to a host, there may be.
public struct RunLimit: Sendable, Hashable {
    /// How many limits there may be.
    public static let maximumCount = 1000
    public static let concurrencyRange = 1...100_000
    /// In runs a second; 0.001 is about four an hour.
    public static let rateRange = 0.001...10_000.0

    public var name: LimitName
    /// Runs without a result at once; nil for any number.
    public var maxConcurrent: Int?
    /// Runs begun in any one second; nil for any number. Below 1: one in so many seconds.
    public var perSecond: Double?
    public var updatedAt: Timestamp

    public init(name: LimitName, maxConcurrent: Int?, perSecond: Double?, updatedAt: Timestamp) {
        self.name = name
        self.maxConcurrent = maxConcurrent
        self.perSecond = perSecond
        self.updatedAt = updatedAt
    }
}
