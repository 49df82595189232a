public import Timekeeping

/// Which attempt at which occurrence a run is.
public struct Attempt: Hashable, Sendable {
    public var scheduledFor: Timestamp
    /// From 1.
    public var number: Int
    /// When the first attempt at the occurrence was claimed.
    public var beganAt: Timestamp

    public init(scheduledFor: Timestamp, number: Int, beganAt: Timestamp) {
        self.scheduledFor = scheduledFor
        self.number = number
        self.beganAt = beganAt
    }
}
