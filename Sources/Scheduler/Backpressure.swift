public import TaskModel

/// A host answered 429, 503 or 504, or not in time.
public struct Backpressure: Sendable, Hashable {
    public var host: WebhookHost
    /// What it asked for, if it did.
    public var retryAfterSeconds: Double?
    /// Whether it did not answer at all.
    public var isTimeout: Bool

    public init(host: WebhookHost, retryAfterSeconds: Double?, isTimeout: Bool = false) {
        self.host = host
        self.retryAfterSeconds = retryAfterSeconds
        self.isTimeout = isTimeout
    }
}
