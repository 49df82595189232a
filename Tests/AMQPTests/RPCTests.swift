import AMQP
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct RPCTests {
    private func request(_ text: String, to key: String = "rpc") -> OutgoingMessage {
        OutgoingMessage(
            exchange: "x", routingKey: key, properties: MessageProperties(type: "echo", persistent: false),
            body: Array(text.utf8))
    }

    /// Replies to requests with their own bodies until it is cancelled.
    private func echo(on connection: AMQPConnection) -> Task<Void, Never> {
        let consumer = connection.makeConsumer(queue: "rpc", prefetch: 0, noAck: true)
        let channel = connection.makeChannel()
        return Task {
            for await batch in consumer.batches {
                let replies = batch.map {
                    OutgoingMessage(
                        exchange: "", routingKey: $0.properties.replyTo ?? "",
                        properties: MessageProperties(correlationID: $0.properties.correlationID, persistent: false),
                        body: $0.body)
                }
                do {
                    try channel.send(replies)
                } catch {
                    Issue.record(error)
                }
            }
        }
    }

    @Test func `every call gets its own reply`() async throws {
        try await withVirtualHost(on: .shared()) { url in
            try await withConnection(url, topology: topology("rpc")) { connection in
                let responder = echo(on: connection)
                defer { responder.cancel() }
                let client = AMQPRPCClient(connection: connection, maximumInFlight: 100)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for caller in 0..<50 {
                        group.addTask {
                            for number in 0..<20 {
                                let text = "\(caller)-\(number)"
                                let reply = try await client.call(request(text), timeout: .seconds(60))
                                #expect(String(decoding: reply.body, as: UTF8.self) == text)
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
        }
    }

    @Test func `a call without a reply times out, and expires in the queue`() async throws {
        try await withVirtualHost(on: .shared()) { url in
            try await withConnection(url, topology: topology("rpc")) { connection in
                let client = AMQPRPCClient(connection: connection, maximumInFlight: 1)
                let started = ContinuousClock.now
                let error = await #expect(throws: AMQPError.self) {
                    try await client.call(request("a"), timeout: .milliseconds(200))
                }
                #expect(error?.code == .timedOut)
                #expect(ContinuousClock.now - started >= .milliseconds(200))
                // Its place is free again, and no request is served late.
                let responder = echo(on: connection)
                defer { responder.cancel() }
                let reply = try await client.call(request("b"), timeout: .seconds(60))
                #expect(reply.body == Array("b".utf8))
            }
        }
    }

    @Test func `a call that no queue takes is unroutable`() async throws {
        try await withVirtualHost(on: .shared()) { url in
            try await withConnection(url, topology: topology("rpc")) { connection in
                let client = AMQPRPCClient(connection: connection, maximumInFlight: 10)
                let error = await #expect(throws: AMQPError.self) {
                    try await client.call(request("a", to: "nowhere"), timeout: .seconds(60))
                }
                #expect(error?.code == .unroutable)
            }
        }
    }

    @Test func `too many calls are refused, cancelled ones make room`() async throws {
        try await withVirtualHost(on: .shared()) { url in
            try await withConnection(url, topology: topology("rpc")) { connection in
                let client = AMQPRPCClient(connection: connection, maximumInFlight: 1)
                // No reply comes: the first call keeps the only place.
                let calls = ["a", "b"].map { text in
                    Task { try await client.call(request(text), timeout: .seconds(60)) }
                }
                let codes = try await withThrowingTaskGroup(of: AMQPError.Code?.self) { group in
                    for call in calls {
                        group.addTask { await #expect(throws: AMQPError.self) { try await call.value }?.code }
                    }
                    let first = try await group.next() ?? nil
                    for call in calls { call.cancel() }
                    return [first, try await group.next() ?? nil]
                }
                #expect(codes == [.tooManyInFlight, .cancelled])
                let responder = echo(on: connection)
                defer { responder.cancel() }
                _ = try await client.call(request("c"), timeout: .seconds(60))
            }
        }
    }

    @Test func `a cancelled task's call fails at once`() async throws {
        let connection = try makeConnection("amqp://127.0.0.1:1")
        let client = AMQPRPCClient(connection: connection, maximumInFlight: 1)
        let error = await #expect(throws: AMQPError.self) { try await client.call(request("a"), timeout: .seconds(1)) }
        #expect(error?.code == .notConnected)
    }
}
