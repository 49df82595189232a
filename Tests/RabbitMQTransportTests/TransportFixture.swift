import AMQP
import Logging
import Messages
import TestSupport

/// A connection that runs for the length of `body`.
func withConnection(
    _ url: String,
    topology: Topology = .init(),
    isolation: isolated (any Actor)? = #isolation,
    _ body: (AMQPConnection) async throws -> Void
) async throws {
    let connection = AMQPConnection(
        configuration: try AMQPConfiguration(urls: url, connectionName: "tests"), topology: topology,
        logger: Logger(label: "tests", factory: { _ in SwiftLogNoOpLogHandler() }))
    let running = Task { try await connection.run() }
    do {
        try await connection.waitUntilConnected(timeout: .seconds(60))
        try await body(connection)
    } catch {
        running.cancel()
        // The reason why it ended says more than that it did.
        try await running.value
        throw error
    }
    running.cancel()
    try await running.value
}

func message(_ id: String, exchange: String, routingKey: String) -> OutgoingMessage {
    OutgoingMessage(
        exchange: exchange, routingKey: routingKey, type: "test.v1", messageID: id, correlationID: "c",
        persistent: true, mandatory: true, traceparent: "00-1", body: Array("{}".utf8))
}
