import AMQP
import Logging
import ServiceLifecycle
import TestSupport
import Testing

/// A connection that runs for the length of `body`, and is then cancelled.
func withConnection<Value: Sendable>(
    _ url: String,
    topology: Topology = .init(),
    isolation: isolated (any Actor)? = #isolation,
    configure: (inout AMQPConfiguration) -> Void = { _ in },
    _ body: (AMQPConnection) async throws -> Value
) async throws -> Value {
    let connection = try makeConnection(url, topology: topology, configure: configure)
    let running = Task { try await connection.run() }
    do {
        try await connection.waitUntilConnected(timeout: .seconds(60))
        let value = try await body(connection)
        running.cancel()
        try await running.value
        return value
    } catch {
        running.cancel()
        // The reason why it ended says more than that it did.
        try await running.value
        throw error
    }
}

func makeConnection(
    _ url: String,
    topology: Topology = .init(),
    configure: (inout AMQPConfiguration) -> Void = { _ in }
) throws -> AMQPConnection {
    var configuration = try AMQPConfiguration(urls: url, connectionName: "tests")
    configuration.reconnect = ReconnectPolicy(base: .milliseconds(100), maximum: .seconds(1))
    configure(&configuration)
    var logger = Logger(label: "tests", factory: { _ in SwiftLogNoOpLogHandler() })
    logger.logLevel = .trace
    return AMQPConnection(configuration: configuration, topology: topology, logger: logger)
}

/// A direct exchange `x` and queues bound to it by their own names.
func topology(_ queues: String..., quorum: Bool = false) -> Topology {
    Topology(
        exchanges: [.init(name: "x", type: .direct)],
        queues: queues.map { .init(name: $0, arguments: quorum ? ["x-queue-type": "quorum"] : [:]) },
        bindings: queues.map { .init(queue: $0, exchange: "x", routingKey: $0) })
}

func message(_ number: Int, to key: String = "q", exchange: String = "x", mandatory: Bool = false) -> OutgoingMessage {
    OutgoingMessage(
        exchange: exchange, routingKey: key, mandatory: mandatory,
        properties: MessageProperties(messageID: "m-\(number)"), body: Array("\(number)".utf8))
}

extension IncomingMessage {
    var number: Int { Int(String(decoding: body, as: UTF8.self)) ?? -1 }
}

extension AMQPConsumer {
    /// Takes and acks until `count` deliveries have come.
    func take(_ count: Int, timeout: Duration = .seconds(90)) async throws -> [IncomingMessage] {
        try await within(timeout) {
            var taken: [IncomingMessage] = []
            var iterator = self.makeAsyncIterator()
            while taken.count < count, let delivery = await iterator.next() {
                self.ack(delivery)
                taken.append(delivery)
            }
            return taken
        }
    }

    /// What is in the queue now: takes until nothing has come for a while.
    func drain(until isEnough: @escaping @Sendable (Set<Int>) -> Bool) async throws -> Set<Int> {
        try await within {
            var seen: Set<Int> = []
            var iterator = self.makeAsyncIterator()
            while !isEnough(seen), let delivery = await iterator.next() {
                self.ack(delivery)
                seen.insert(delivery.number)
            }
            return seen
        }
    }
}

struct TimeOut: Error {}

/// Cancels `body` and throws if it takes too long.
func within<Value: Sendable>(
    _ timeout: Duration = .seconds(90),
    _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: timeout)
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let value = first else { throw TimeOut() }
        return value
    }
}
