import AMQP
import Logging
import MessageBus
import Messages
import RabbitMQTransport
import SimulatedBus
import Synchronization
import TestSupport

/// The implementations of the bus protocols.
enum BusKind: String, CaseIterable, Sendable {
    case rabbitMQ, simulated

    /// Runs `body` with a bus of its own.
    ///
    /// - Parameter topology: declared by the first connection.
    func withBus(_ topology: Topology, _ body: (any BusUnderTest) async throws -> Void) async throws {
        switch self {
        case .rabbitMQ:
            try await withVirtualHost(on: .shared()) { url in
                try await body(RabbitMQUnderTest(url: url, topology: topology))
            }
        case .simulated:
            try await body(SimulatedBusUnderTest(broker: SimulatedBroker(topology)))
        }
    }
}

protocol BusUnderTest: Sendable {
    /// Runs `body` with a connection, which then ends: what was not settled over it is delivered again.
    func withConnection(_ body: (any BusConnection) async throws -> Void) async throws
}

/// What a process does over its connection.
protocol BusConnection: Sendable {
    var publisher: any Publisher { get }
    var announcer: any BestEffortPublisher { get }
    var replier: any Replier { get }
    var inspector: any QueueInspector { get }
    func subscribe(to queue: String, prefetch: Int) -> any Subscription
    /// Sends a request and waits for its reply.
    func call(_ request: OutgoingMessage) async throws -> IncomingMessage
}

// MARK: - RabbitMQ

private struct RabbitMQUnderTest: BusUnderTest {
    let url: String
    let topology: Topology

    func withConnection(_ body: (any BusConnection) async throws -> Void) async throws {
        let connection = AMQPConnection(
            configuration: try AMQPConfiguration(urls: url, connectionName: "tests"), topology: topology,
            logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() })
        let running = Task { try await connection.run() }
        do {
            try await connection.waitUntilConnected(timeout: .seconds(60))
            try await body(RabbitMQConnection(connection))
        } catch {
            running.cancel()
            // The reason why it ended says more than that it did.
            try await running.value
            throw error
        }
        running.cancel()
        try await running.value
    }
}

private struct RabbitMQConnection: BusConnection {
    let connection: AMQPConnection
    let publisher: any Publisher
    let announcer: any BestEffortPublisher
    let replier: any Replier
    let inspector: any QueueInspector
    private let client: AMQPRPCClient

    init(_ connection: AMQPConnection) {
        let logger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
        self.connection = connection
        publisher = RabbitMQPublisher(connection: connection, appID: "tests")
        announcer = RabbitMQBestEffortPublisher(connection: connection, appID: "tests", logger: logger)
        replier = RabbitMQReplier(connection: connection, appID: "tests", logger: logger)
        inspector = RabbitMQQueueInspector(connection: connection)
        client = AMQPRPCClient(connection: connection, maximumInFlight: 10)
    }

    func subscribe(to queue: String, prefetch: Int) -> any Subscription {
        RabbitMQSubscription(connection: connection, queue: queue, prefetch: prefetch)
    }

    func call(_ request: OutgoingMessage) async throws -> IncomingMessage {
        try await client.call(request, timeout: .seconds(50))
    }
}

// MARK: - The simulated bus

private struct SimulatedBusUnderTest: BusUnderTest {
    let broker: SimulatedBroker

    func withConnection(_ body: (any BusConnection) async throws -> Void) async throws {
        let connection = SteadyConnection(broker: broker)
        defer { connection.end() }
        try await body(connection)
    }
}

/// A connection that ends when it is told to, and without faults till then.
private final class SteadyConnection: BusConnection, Publisher, BestEffortPublisher, Replier, QueueInspector,
    SimulatedConnection
{
    private struct State {
        var isOver = false
        var consumers: [(queue: SimulatedQueue, id: UInt16)] = []
        var calls: [String: CheckedContinuation<IncomingMessage?, Never>] = [:]
    }

    private let broker: SimulatedBroker
    private let state = Mutex(State())

    init(broker: SimulatedBroker) {
        self.broker = broker
    }

    func end() {
        let consumers = state.withLock { state in
            state.isOver = true
            return state.consumers
        }
        for (queue, id) in consumers { queue.requeue(of: id, isGone: true) }
    }

    var isOver: Bool { state.withLock { $0.isOver } }
    func proceeds() -> Bool { !isOver }
    func nextBatchLimit() -> Int { .max }

    var publisher: any Publisher { self }
    var announcer: any BestEffortPublisher { self }
    var replier: any Replier { self }
    var inspector: any QueueInspector { self }

    var isReady: Bool { !isOver }
    func waitUntilReady() async {}
    func publish(_ messages: [OutgoingMessage]) async -> [PublishOutcome] { messages.map { broker.publish($0) } }
    func announce(_ messages: [OutgoingMessage]) { for message in messages { broker.publish(message) } }
    func reply(_ replies: [Reply]) { announce(replies.map { $0.message() }) }

    func inspect(queue name: String) async -> QueueInspection {
        broker.queue(name).map { .found($0.depth) } ?? .missing
    }

    func subscribe(to queue: String, prefetch: Int) -> any Subscription {
        guard let queue = broker.queue(queue) else { preconditionFailure("the topology has no queue \(queue)") }
        let subscription = SimulatedSubscription(queue: queue, prefetch: prefetch, connection: self)
        state.withLock { $0.consumers.append((queue, subscription.consumer)) }
        return subscription
    }

    func call(_ request: OutgoingMessage) async throws -> IncomingMessage {
        var request = request
        let id = "\(UInt64.random(in: 0 ... .max))"
        request.mandatory = true
        request.properties.correlationID = id
        request.properties.replyTo = "replies-\(id)"
        broker.onReply(to: "replies-\(id)") { [weak self] reply in
            guard let id = reply.correlationID else { return }
            self?.state.withLock { $0.calls.removeValue(forKey: id) }?.resume(returning: reply)
        }
        let message = request
        let reply: IncomingMessage? = await withCheckedContinuation { continuation in
            state.withLock { $0.calls[id] = continuation }
            guard broker.publish(message) != .confirmed else { return }
            state.withLock { $0.calls.removeValue(forKey: id) }?.resume(returning: nil)
        }
        guard let reply else { throw NoReply() }
        return reply
    }

    /// No queue takes the request.
    private struct NoReply: Error {}
}
