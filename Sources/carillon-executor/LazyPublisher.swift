import AMQP
import Logging
import Messages
import RabbitMQTransport
import Synchronization

/// Connects to the broker when something is published for the first time: few suspect runs need it.
final class LazyPublisher: Publisher {
    private let connection: AMQPConnection
    private let publisher: RabbitMQPublisher
    private let logger: Logger
    private let isStarted = Mutex(false)

    /// - Parameter connection: not running yet.
    init(connection: AMQPConnection, appID: String, logger: Logger) {
        self.connection = connection
        self.logger = logger
        publisher = RabbitMQPublisher(connection: connection, appID: appID)
    }

    func publish(_ messages: [OutgoingMessage]) async -> [PublishOutcome] {
        start()
        return await publisher.publish(messages)
    }

    var isReady: Bool { publisher.isReady }

    func waitUntilReady() async {
        start()
        await publisher.waitUntilReady()
    }

    /// The connection lives as long as the process.
    private func start() {
        let isFirst = isStarted.withLock { isStarted in
            defer { isStarted = true }
            return !isStarted
        }
        guard isFirst else { return }
        Task {
            do {
                try await connection.run()
            } catch {
                logger.error("no connection to the broker", metadata: ["error": "\(error)"])
            }
        }
    }
}
