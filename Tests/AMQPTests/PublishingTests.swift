import AMQP
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct PublishingTests {
    @Test func `a published message is confirmed, and arrives with all its properties`() async throws {
        try await withVirtualHost(on: .shared()) { url in
            try await withConnection(url, topology: topology("q")) { connection in
                let properties = MessageProperties(
                    contentType: "application/json", contentEncoding: "utf-8", messageID: "id", correlationID: "c",
                    replyTo: "r", type: "t", appID: "a", userID: "guest", expiration: "60000", persistent: true,
                    priority: 3, timestamp: 1_700_000_000,
                    headers: [
                        "traceparent": "00-ä", "attempt": 3, "flag": true, "table": .table(["x": .array([1, "a"])]),
                        "when": .timestamp(1), "nothing": .null, "raw": .bytes([1]), "half": .double(0.5),
                    ])
                // Two frames and a part, and one that exactly fills its frame.
                let bodies = [300_000, 131_072 - 8, 0].map { [UInt8](repeating: 7, count: $0) }
                let channel = connection.makeChannel(confirms: true)
                let messages = bodies.map {
                    OutgoingMessage(exchange: "x", routingKey: "q", properties: properties, body: $0)
                }
                #expect(await channel.publish(messages) == [.confirmed, .confirmed, .confirmed])
                let deliveries = try await connection.makeConsumer(queue: "q", prefetch: 10).take(3)
                #expect(deliveries.map(\.body) == bodies)
                for delivery in deliveries {
                    #expect(delivery.properties == properties)
                    #expect(delivery.exchange == "x")
                    #expect(delivery.routingKey == "q")
                    #expect(!delivery.redelivered)
                }
            }
        }
    }

    @Test func `a message of 10 MiB goes out and comes in`() async throws {
        try await withVirtualHost(on: .shared()) { url in
            try await withConnection(url, topology: topology("q", quorum: true)) { connection in
                // No two of its frames are alike, so that frames in a wrong order show.
                let body = (0..<(10 << 18)).flatMap { word in
                    (0..<4).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
                }
                let channel = connection.makeChannel(confirms: true)
                let outcomes = await channel.publish([
                    OutgoingMessage(exchange: "x", routingKey: "q", body: body), message(1),
                ])
                #expect(outcomes == [.confirmed, .confirmed])
                let deliveries = try await connection.makeConsumer(queue: "q", prefetch: 10).take(2)
                // Not compared in the expectation, which would print them.
                let isSame = deliveries[0].body == body
                #expect(isSame)
                #expect(deliveries[1].number == 1)
            }
        }
    }

    @Test func `thousands arrive in order, through an unconfirmed limit smaller than the batch`() async throws {
        try await withVirtualHost(on: .shared()) { url in
            try await withConnection(url, topology: topology("q", quorum: true)) { connection in
                let channel = connection.makeChannel(confirms: true, unconfirmedLimit: 50)
                let outcomes = await channel.publish((0..<5000).map { message($0) })
                #expect(outcomes.allSatisfy { $0 == .confirmed })
                let taken = try await connection.makeConsumer(queue: "q", prefetch: 200).take(5000)
                #expect(taken.map(\.number) == Array(0..<5000))
            }
        }
    }

    @Test func `a mandatory message without a queue is unroutable, others are confirmed`() async throws {
        try await withVirtualHost(on: .shared()) { url in
            try await withConnection(url, topology: topology("q")) { connection in
                let channel = connection.makeChannel(confirms: true)
                var anonymous = message(4, to: "nowhere", mandatory: true)
                anonymous.properties.messageID = nil
                let outcomes = await channel.publish([
                    message(0, mandatory: true), message(1, to: "nowhere", mandatory: true), message(2),
                    message(3, to: "nowhere"), anonymous,
                ])
                #expect(outcomes == [.confirmed, .unroutable, .confirmed, .confirmed, .unroutable])
            }
        }
    }

    @Test func `a full queue rejects`() async throws {
        let node = try await BrokerNode.shared()
        try await withNamedVirtualHost(on: node) { host in
            try await node.management.request(
                "PUT", "policies/\(host)/limit",
                json: #"{"pattern":".*","definition":{"max-length":5,"overflow":"reject-publish"},"apply-to":"queues"}"#
            )
            try await withConnection(node.url(virtualHost: host), topology: topology("q")) { connection in
                let channel = connection.makeChannel(confirms: true)
                let outcomes = await channel.publish((0..<20).map { message($0) })
                #expect(outcomes.prefix(5).allSatisfy { $0 == .confirmed })
                #expect(outcomes.contains(.rejected))
                #expect(outcomes.allSatisfy { $0 == .confirmed || $0 == .rejected })
            }
        }
    }

    @Test func `a missing exchange closes the channel, which recovers; others continue`() async throws {
        try await withVirtualHost(on: .shared()) { url in
            try await withConnection(url, topology: topology("q")) { connection in
                let channel = connection.makeChannel(confirms: true)
                let other = connection.makeChannel(confirms: true)
                let outcome = await channel.publish(message(0, exchange: "missing"))
                guard case .unconfirmed(let reason) = outcome else {
                    Issue.record("\(outcome)")
                    return
                }
                #expect(reason.contains("404"))
                #expect(reason.contains("missing"))
                #expect(await other.publish(message(1)) == .confirmed)
                #expect(await channel.publish(message(2)) == .confirmed)
                #expect(connection.state == .connected)
            }
        }
    }

    @Test func `a message that cannot be encoded is not sent, and harms no other`() async throws {
        try await withVirtualHost(on: .shared()) { url in
            try await withConnection(url, topology: topology("q")) { connection in
                let channel = connection.makeChannel(confirms: true)
                let outcomes = await channel.publish([
                    message(0), message(1, to: String(repeating: "k", count: 256)), message(2),
                ])
                #expect(outcomes[0] == .confirmed)
                #expect(outcomes[1] == .notSent(reason: "the routing key is longer than 255 bytes"))
                #expect(outcomes[2] == .confirmed)
            }
        }
    }

    @Test func `without a connection nothing is sent`() async throws {
        let connection = try makeConnection("amqp://127.0.0.1:1")
        let channel = connection.makeChannel(confirms: true)
        #expect(await channel.publish(message(0)) == .notSent(reason: "not connected"))
        #expect(throws: AMQPError.self) { try channel.send([message(0)]) }
        let running = Task { try await connection.run() }
        let error = await #expect(throws: AMQPError.self) {
            try await connection.waitUntilConnected(timeout: .milliseconds(300))
        }
        #expect(error?.code == .timedOut)
        running.cancel()
        try await running.value
        #expect(connection.state == .closed)
        #expect(await channel.publish(message(0)) == .notSent(reason: "the connection is closed"))
        let consumer = connection.makeConsumer(queue: "q", prefetch: 1)
        #expect(try await consumer.take(1).isEmpty)
        await consumer.cancel()
    }

    @Test func `messages sent without waiting arrive`() async throws {
        try await withVirtualHost(on: .shared()) { url in
            try await withConnection(url, topology: topology("q")) { connection in
                let channel = connection.makeChannel()
                for number in 0..<100 { try channel.send([message(number)]) }
                let taken = try await connection.makeConsumer(queue: "q", prefetch: 0).take(100)
                #expect(taken.map(\.number) == Array(0..<100))
            }
        }
    }

    @Test func `single publishes of many tasks are all confirmed`() async throws {
        try await withVirtualHost(on: .shared()) { url in
            try await withConnection(url, topology: topology("q")) { connection in
                let channel = connection.makeChannel(confirms: true, unconfirmedLimit: 10)
                let confirmed = await withTaskGroup(of: PublishOutcome.self) { group in
                    for number in 0..<500 { group.addTask { await channel.publish(message(number)) } }
                    return await group.reduce(0) { $0 + ($1 == .confirmed ? 1 : 0) }
                }
                #expect(confirmed == 500)
            }
        }
    }
}
