internal import AMQP
internal import Messages
internal import RabbitMQTransport
internal import ServiceLifecycle

/// Connects to the broker when something is published for the first time: few suspect runs need it.
struct LazyPublisher: Publisher, Service {
    private let connection: AMQPConnection
    private let publisher: RabbitMQPublisher
    private let start = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingOldest(1))

    /// - Parameter connection: not running yet; ``run()`` runs it.
    init(connection: AMQPConnection, appID: String) {
        self.connection = connection
        publisher = RabbitMQPublisher(connection: connection, appID: appID)
    }

    func publish(_ messages: [OutgoingMessage]) async -> [PublishOutcome] {
        start.continuation.yield()
        return await publisher.publish(messages)
    }

    var isReady: Bool { publisher.isReady }

    func waitUntilReady() async {
        start.continuation.yield()
        await publisher.waitUntilReady()
    }

    /// Waits for the first message, and then keeps the connection until the task is cancelled.
    ///
    /// - Throws: what ends the connection.
    func run() async throws {
        for await _ in start.stream { return try await connection.run() }
    }
}
