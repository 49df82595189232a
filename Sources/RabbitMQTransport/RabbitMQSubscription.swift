public import AMQP
public import MessageBus

/// Consumes one queue of RabbitMQ.
public struct RabbitMQSubscription: Subscription {
    private let consumer: AMQPConsumer

    /// - Parameter prefetch: how many deliveries may be unsettled at once: the bound of what this process holds.
    public init(connection: AMQPConnection, queue: String, prefetch: Int) {
        consumer = connection.makeConsumer(queue: queue, prefetch: UInt16(clamping: prefetch))
    }

    public func forEachBatch(_ body: ([IncomingMessage]) async throws -> Void) async throws {
        for await batch in consumer.batches { try await body(batch) }
    }

    public func acknowledge(through token: IncomingMessage.Token) { consumer.ack(through: token) }
    public func acknowledge(_ token: IncomingMessage.Token) { consumer.ack(token) }
    public func reject(_ token: IncomingMessage.Token) { consumer.reject(token, requeue: false) }
    public func stop() async { await consumer.cancel() }
}

/// Inspects queues by declaring them passively, which changes nothing and needs no management plugin. From RabbitMQ 4.2.6
/// on the user needs a permission on the queue: `configure` in 4.2.6 and 4.3.0, any since.
public struct RabbitMQQueueInspector: QueueInspector {
    /// How long a reply may take.
    static let patience = Duration.seconds(5)

    private let connection: AMQPConnection

    /// - Parameter connection: preferably one that does not publish, since a broker that blocks publishers replies to
    ///   nothing on their connections.
    public init(connection: AMQPConnection) {
        self.connection = connection
    }

    public func inspect(queue name: String) async -> QueueInspection {
        do {
            return try await connection.depth(ofQueue: name, timeout: Self.patience).map(QueueInspection.found)
                ?? .missing
        } catch {
            return .unknown(reason: error.message)
        }
    }
}
