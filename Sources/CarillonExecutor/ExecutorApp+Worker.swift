internal import AMQP
internal import Executor
internal import Launch
internal import Logging
internal import Messages
internal import RabbitMQTransport
internal import ServiceLifecycle
internal import Timekeeping

extension ExecutorApp {
    /// Performs the suspect runs that the executor sends, until the executor ends.
    func serveAsWorker() async {
        await Launch.part("\(name) worker", settings: settings) { settings, logger in
            let connection = try AMQPConnection.service(
                settings, name: "\(name) worker", topology: Topology(exchanges: [], queues: [], bindings: []),
                logger: logger)
            let publisher = LazyPublisher(connection: connection, appID: name)
            let clock = SystemClock()
            let parts = parts(Environment(concurrency: try concurrency(settings), publisher: publisher, clock: clock))
            await withTaskGroup { group in
                for service in [publisher] + parts.services {
                    group.addTask {
                        do {
                            try await service.run()
                        } catch {
                            logger.error("a service of a worker ended", metadata: ["error": "\(error)"])
                        }
                    }
                }
                await WorkerProcess.serve(ActionRegistry(parts.actions), clock: clock, logger: logger)
            }
        }
    }
}

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
