/// Why and where the broker gave a message up, the first time that it did. What is moved on from there keeps it.
public struct DeadLetterReason: Sendable, Hashable {
    /// In RabbitMQ's words: `rejected`, `expired`, `maxlen` or `delivery_limit`. Newer versions may have others.
    public var reason: String
    /// The queue that it was in.
    public var queue: String
    /// The exchange that it had been published to; empty for the default exchange.
    public var exchange: String

    public init(reason: String, queue: String, exchange: String) {
        self.reason = reason
        self.queue = queue
        self.exchange = exchange
    }
}
