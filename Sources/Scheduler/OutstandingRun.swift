public import Timekeeping

/// A run that is with the broker, or was, and has no result.
public struct OutstandingRun: Sendable, Hashable {
    public var reference: RunReference
    public var publishedAt: Timestamp
    /// Whether an executor has announced that it is at it.
    public var hasStarted: Bool
    public var timeoutSeconds: Int

    public init(reference: RunReference, publishedAt: Timestamp, hasStarted: Bool, timeoutSeconds: Int) {
        self.reference = reference
        self.publishedAt = publishedAt
        self.hasStarted = hasStarted
        self.timeoutSeconds = timeoutSeconds
    }
}
