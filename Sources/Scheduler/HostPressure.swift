public import TaskModel

/// A host answered 429 or 503.
public struct HostPressure: Sendable, Hashable {
    public var host: WebhookHost
    /// What it asked for, if it did.
    public var retryAfterSeconds: Double?

    public init(host: WebhookHost, retryAfterSeconds: Double?) {
        self.host = host
        self.retryAfterSeconds = retryAfterSeconds
    }
}
