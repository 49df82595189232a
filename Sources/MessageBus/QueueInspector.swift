public import TaskModel

/// How many messages a queue holds that no consumer has, and how many consume it.
public struct QueueDepth: Sendable, Hashable {
    public var ready: Int
    public var consumers: Int

    public init(ready: Int, consumers: Int) {
        self.ready = ready
        self.consumers = consumers
    }
}

/// What the broker says about a queue.
public enum QueueInspection: Sendable, Hashable {
    /// It is there. None ready and no consumers can also mean a quorum queue whose leader does not answer: RabbitMQ then
    /// shows it as empty. So that alone does not prove that messages are gone.
    case found(QueueDepth)
    /// It is not there, for certain.
    case missing
    /// Nobody knows: no connection, no answer in time, no permission. To be asked again later.
    case unknown(reason: String)
}

/// Looks at the queues of actions from outside.
public protocol QueueInspector: Sendable {
    /// Asks the broker about the queue of an action. It returns within some seconds.
    func inspect(queueOf action: ActionName) async -> QueueInspection
}
