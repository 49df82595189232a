public import AMQP
public import Messages
public import TaskModel

/// Looks at queues by declaring them passively, which changes nothing and needs no management plugin. From RabbitMQ 4.2.6
/// on the user needs a permission on the queue: `configure` in 4.2.6 and 4.3.0, any since.
public struct RabbitMQQueueInspector: QueueInspector {
    /// How long an answer may take.
    static let patience = Duration.seconds(5)

    private let connection: AMQPConnection

    /// - Parameter connection: best one that does not publish, since a broker that blocks publishers answers nothing.
    public init(connection: AMQPConnection) {
        self.connection = connection
    }

    public func inspect(queueOf action: ActionName) async -> QueueInspection {
        do {
            let depth = try await connection.depth(ofQueue: Names.Queue.action(action), timeout: Self.patience)
            guard let depth else { return .missing }
            return .found(QueueDepth(ready: depth.ready, consumers: depth.consumers))
        } catch {
            return .unknown(reason: error.message)
        }
    }
}
