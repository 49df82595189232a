/// How many messages a queue holds that no consumer has, and how many consumers it has.
public struct QueueDepth: Sendable, Hashable {
    /// Messages that wait. Those that are delivered and not settled yet are not among them.
    public var ready: Int
    public var consumers: Int

    public init(ready: Int, consumers: Int) {
        self.ready = ready
        self.consumers = consumers
    }
}

/// The state of a queue, as far as the broker tells it.
public enum QueueInspection: Sendable, Hashable {
    /// The queue exists. No messages and no consumers can also mean a quorum queue whose leader does not answer: RabbitMQ
    /// then shows it as empty. So that alone does not prove that messages are gone.
    case found(QueueDepth)
    /// The queue does not exist, for certain.
    case missing
    /// The state is unknown: no connection, no answer in time, no permission. Inspect the queue again later.
    case unknown(reason: String)
}

/// Inspects queues from outside, without consuming them.
public protocol QueueInspector: Sendable {
    /// Asks the broker for the state of a queue. Returns within some seconds.
    func inspect(queue name: String) async -> QueueInspection
}
