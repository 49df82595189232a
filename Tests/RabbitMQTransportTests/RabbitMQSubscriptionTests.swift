import AMQP
import Messages
import RabbitMQTransport
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct RabbitMQSubscriptionTests {
    @Test func `a message tells where it was published and why it was dead-lettered`() async throws {
        // As the policies of the stack: without a routing key of its own, the dead letter keeps the one that it had.
        let topology = Topology(
            exchanges: [.init(name: "live", type: .direct), .init(name: "dead", type: .topic)],
            queues: [
                .init(name: "q", arguments: ["x-queue-type": "quorum", "x-dead-letter-exchange": "dead"]),
                .init(name: "letters", arguments: ["x-queue-type": "quorum"]),
            ],
            bindings: [
                .init(queue: "q", exchange: "live", routingKey: "key"),
                .init(queue: "letters", exchange: "dead", routingKey: "#"),
            ])
        try await withVirtualHost(on: .shared()) { url in
            try await withConnection(url, topology: topology) { connection in
                let publisher = RabbitMQPublisher(connection: connection, appID: "publisher")
                #expect(
                    await publisher.publish([message("m", exchange: "live", routingKey: "key")]) == [.confirmed])
                let queue = RabbitMQSubscription(connection: connection, queue: "q", prefetch: 10)
                let live = try await first(of: queue) { queue.reject($0.token) }
                #expect(live.messageID == "m")
                #expect(live.correlationID == "c")
                #expect(live.traceparent == "00-1")
                #expect(live.appID == "publisher")
                #expect(live.exchange == "live")
                #expect(live.routingKey == "key")
                #expect(live.death == nil)
                let letters = RabbitMQSubscription(connection: connection, queue: "letters", prefetch: 10)
                let dead = try await first(of: letters) { letters.acknowledge($0.token) }
                #expect(dead.messageID == "m")
                #expect(dead.exchange == "dead")
                #expect(dead.routingKey == "key")
                #expect(dead.death == DeadLetterReason(reason: "rejected", queue: "q", exchange: "live"))
            }
        }
    }

    /// The first message of a subscription, which is then stopped.
    private func first(
        of subscription: RabbitMQSubscription, _ settle: (IncomingMessage) -> Void
    ) async throws -> IncomingMessage {
        var first: IncomingMessage?
        try await subscription.forEachBatch { batch in
            for message in batch {
                settle(message)
                if first == nil { first = message }
            }
            await subscription.stop()
        }
        return try #require(first)
    }
}
