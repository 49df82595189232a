/// The scheduler or the broker can't be reached.
public struct SchedulerUnavailable: Error, Sendable {
    /// Why, for the client.
    public let reason: String

    public init(_ reason: String) {
        self.reason = reason
    }
}
