import AMQP
import Logging
import ServiceLifecycle
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct ShutdownTests {
    @Test func `graceful shutdown awaits confirms, ends sequences and closes`() async throws {
        try await withVirtualHost(on: .shared()) { url in
            let connection = try makeConnection(url, topology: topology("q", "other", quorum: true))
            let group = ServiceGroup(
                configuration: .init(
                    services: [.init(service: connection)],
                    logger: Logger(label: "tests", factory: { _ in SwiftLogNoOpLogHandler() })))
            let running = Task { try await group.run() }
            try await connection.waitUntilConnected(timeout: .seconds(60))
            let consumer = connection.makeConsumer(queue: "other", prefetch: 1)
            let waiting = Task {
                for await _ in consumer { Issue.record("nothing was published there") }
            }
            let channel = connection.makeChannel(confirms: true, unconfirmedLimit: 100)
            async let outcomes = channel.publish((0..<2000).map { message($0) })
            // Its confirm shows that those before it were accepted; the rest waits for the unconfirmed limit.
            #expect(await channel.publish(message(2000)) == .confirmed)
            async let more = channel.publish((2001..<4000).map { message($0) })
            let isSending = try await eventually {
                await connection.makeChannel(confirms: true).publish(message(4000)) == .confirmed
            }
            #expect(isSending)
            await group.triggerGracefulShutdown()
            try await running.value
            await waiting.value
            #expect(await outcomes.allSatisfy { $0 == .confirmed })
            #expect(await more.allSatisfy { $0 == .confirmed })
            #expect(connection.state == .closed)
            #expect(await channel.publish(message(0)) == .notSent(reason: "the connection is closed"))
        }
    }

    @Test func `cancellation resolves everything at once`() async throws {
        try await withVirtualHost(on: .shared()) { url in
            let connection = try makeConnection(url, topology: topology("q"))
            let running = Task { try await connection.run() }
            try await connection.waitUntilConnected(timeout: .seconds(60))
            let channel = connection.makeChannel(confirms: true, unconfirmedLimit: 1)
            let client = AMQPRPCClient(connection: connection, maximumInFlight: 1)
            let publishing = Task { await channel.publish((0..<20_000).map { message($0) }) }
            let calling = Task { try await client.call(message(0), timeout: .seconds(600)) }
            #expect(await connection.makeChannel(confirms: true).publish(message(1)) == .confirmed)
            running.cancel()
            try await running.value
            // Long before their timeouts: the suite's time limit is shorter.
            #expect(await publishing.value.count == 20_000)
            await #expect(throws: AMQPError.self) { try await calling.value }
        }
    }
}
