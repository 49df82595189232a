import JSON
import MessageBus
import Messages
import TestSupport
import Testing

/// What the services rely on, whichever bus they are connected to. A new implementation of the bus protocols is added to
/// ``BusKind``.
@Suite(.timeLimit(.minutes(2))) struct MessageBusConformanceTests {
    /// A queue with dead letters as the services' queues have them, one without, and one bound by topics.
    private static let topology = Topology(
        exchanges: [
            .init(name: "direct", type: .direct), .init(name: "topic", type: .topic), .init(name: "dead", type: .topic),
        ],
        queues: [
            .init(
                name: "q",
                arguments: ["x-queue-type": "quorum", "x-dead-letter-exchange": "dead", "x-delivery-limit": 2]),
            .quorum("letters"), .classic("plain"), .classic("topics"),
        ],
        bindings: [
            .init(queue: "q", exchange: "direct", routingKey: "q"),
            .init(queue: "letters", exchange: "dead", routingKey: "#"),
            .init(queue: "plain", exchange: "direct", routingKey: "plain"),
            .init(queue: "topics", exchange: "topic", routingKey: "run.#"),
            .init(queue: "topics", exchange: "topic", routingKey: "task.*.created"),
            .init(queue: "topics", exchange: "topic", routingKey: "run.started.*"),
        ])

    // MARK: - Publishing

    @Test(arguments: BusKind.allCases)
    func `a message is confirmed, and arrives with its properties`(_ bus: BusKind) async throws {
        try await bus.withBus(Self.topology) { bus in
            try await bus.withConnection { connection in
                let message = OutgoingMessage(
                    exchange: "direct", routingKey: "q", type: "test.v1", messageID: "m", correlationID: "c",
                    persistent: true, mandatory: true, expirationMilliseconds: 600_000, traceparent: "00-1",
                    body: [1, 2, 3])
                #expect(await connection.publisher.publish([message]) == [.confirmed])
                let incoming = try #require(try await take(1, from: connection.subscribe(to: "q", prefetch: 10)).first)
                #expect(incoming.body == [1, 2, 3])
                #expect(incoming.type == "test.v1")
                #expect(incoming.messageID == "m")
                #expect(incoming.correlationID == "c")
                #expect(incoming.traceparent == "00-1")
                #expect(incoming.properties.expiration == "600000")
                #expect(incoming.properties.persistent)
                #expect(incoming.exchange == "direct")
                #expect(incoming.routingKey == "q")
                #expect(!incoming.redelivered)
                #expect(incoming.death == nil)
            }
        }
    }

    @Test(arguments: BusKind.allCases)
    func `a mandatory message that no queue takes is unroutable, others are confirmed`(_ bus: BusKind) async throws {
        try await bus.withBus(Self.topology) { bus in
            try await bus.withConnection { connection in
                let outcomes = await connection.publisher.publish([
                    message(1), message(2, to: "nowhere", mandatory: true), message(3, to: "nowhere"),
                    message(4, mandatory: true), message(5, to: "nowhere", exchange: "topic", mandatory: true),
                ])
                #expect(outcomes == [.confirmed, .unroutable, .confirmed, .confirmed, .unroutable])
                let taken = try await take(2, from: connection.subscribe(to: "q", prefetch: 10))
                #expect(taken.map(\.number) == [1, 4])
            }
        }
    }

    @Test(arguments: BusKind.allCases)
    func `topics route by words, and a queue gets a message once`(_ bus: BusKind) async throws {
        try await bus.withBus(Self.topology) { bus in
            try await bus.withConnection { connection in
                let keys = [
                    "run.started.a", "runs", "task.1.created", "task.created", "task.1.2.created", "run",
                    "run.finished",
                ]
                let messages = keys.enumerated().map { message($0.offset, to: $0.element, exchange: "topic") }
                #expect(await connection.publisher.publish(messages).allSatisfy { $0 == .confirmed })
                let taken = try await take(4, from: connection.subscribe(to: "topics", prefetch: 20))
                #expect(taken.map(\.routingKey) == ["run.started.a", "task.1.created", "run", "run.finished"])
                #expect(await connection.inspector.inspect(queue: "topics").ready == 0)
            }
        }
    }

    @Test(arguments: BusKind.allCases)
    func `announced messages arrive in order, without confirms`(_ bus: BusKind) async throws {
        try await bus.withBus(Self.topology) { bus in
            try await bus.withConnection { connection in
                let subscription = connection.subscribe(to: "plain", prefetch: 100)
                // RabbitMQ opens a channel for it meanwhile: sending does not wait for that.
                connection.announcer.announce((0..<50).map { message($0, to: "plain") })
                let taken = try await take(50, from: subscription)
                #expect(taken.map(\.number) == Array(0..<50))
            }
        }
    }

    // MARK: - Consuming

    @Test(arguments: BusKind.allCases)
    func `no more messages are unsettled than the prefetch allows`(_ bus: BusKind) async throws {
        try await bus.withBus(Self.topology) { bus in
            try await bus.withConnection { connection in
                let published = await connection.publisher.publish((0..<8).map { message($0, to: "plain") })
                #expect(published.allSatisfy { $0 == .confirmed })
                let subscription = connection.subscribe(to: "plain", prefetch: 3)
                var held: [IncomingMessage] = []
                var most = 0
                var taken: [Int] = []
                try await subscription.forEachBatch { batch in
                    held += batch
                    taken += batch.map(\.number)
                    most = max(most, held.count)
                    if taken.count == 3 {
                        // What is left could have come, were there room.
                        let depth = await connection.inspector.inspect(queue: "plain")
                        #expect(depth == .found(QueueDepth(ready: 5, consumers: 1)))
                    }
                    if held.count == 3 || taken.count == 8 {
                        for message in held { subscription.acknowledge(message.token) }
                        held = []
                    }
                    if taken.count == 8 { await subscription.stop() }
                }
                #expect(most == 3)
                #expect(taken == Array(0..<8))
            }
        }
    }

    @Test(arguments: BusKind.allCases)
    func `messages that were not settled come again, in their order and marked`(_ bus: BusKind) async throws {
        try await bus.withBus(Self.topology) { bus in
            try await bus.withConnection { connection in
                #expect(await connection.publisher.publish((0..<6).map { message($0) }).allSatisfy { $0 == .confirmed })
                let subscription = connection.subscribe(to: "q", prefetch: 10)
                let first = try await take(6, from: subscription, settle: false)
                subscription.acknowledge(through: first[1].token)
                subscription.acknowledge(first[4].token)
            }
            try await bus.withConnection { connection in
                #expect(await connection.publisher.publish([message(6)]) == [.confirmed])
                let again = try await take(4, from: connection.subscribe(to: "q", prefetch: 10))
                #expect(again.map(\.number) == [2, 3, 5, 6])
                #expect(again.map(\.redelivered) == [true, true, true, false])
            }
        }
    }

    @Test(arguments: BusKind.allCases)
    func `a stopped subscription takes no more, and can still settle`(_ bus: BusKind) async throws {
        try await bus.withBus(Self.topology) { bus in
            try await bus.withConnection { connection in
                let published = await connection.publisher.publish((0..<6).map { message($0, to: "plain") })
                #expect(published.allSatisfy { $0 == .confirmed })
                let first = connection.subscribe(to: "plain", prefetch: 2)
                var taken: [IncomingMessage] = []
                try await first.forEachBatch { batch in
                    taken += batch
                    await first.stop()
                }
                #expect(1...2 ~= taken.count)
                for message in taken { first.acknowledge(message.token) }
                let rest = try await take(6 - taken.count, from: connection.subscribe(to: "plain", prefetch: 10))
                #expect(taken.map(\.number) + rest.map(\.number) == Array(0..<6))
                #expect(!rest.contains { $0.redelivered })
            }
        }
    }

    @Test(arguments: BusKind.allCases)
    func `a subscription ends when its task is cancelled, and when it is stopped while it waits`(
        _ bus: BusKind
    ) async throws {
        try await bus.withBus(Self.topology) { bus in
            try await bus.withConnection { connection in
                let started = AsyncStream.makeStream(of: Void.self)
                let subscription = connection.subscribe(to: "plain", prefetch: 2)
                let consuming = Task {
                    try await subscription.forEachBatch { batch in
                        for message in batch { subscription.acknowledge(message.token) }
                        started.continuation.yield()
                    }
                }
                #expect(await connection.publisher.publish([message(1, to: "plain")]) == [.confirmed])
                for await _ in started.stream { break }
                consuming.cancel()
                try await consuming.value
                let other = connection.subscribe(to: "topics", prefetch: 2)
                let waiting = Task { try await other.forEachBatch { _ in } }
                await other.stop()
                try await waiting.value
            }
        }
    }

    @Test(arguments: BusKind.allCases)
    func `each message goes to one of several subscriptions`(_ bus: BusKind) async throws {
        try await bus.withBus(Self.topology) { bus in
            try await bus.withConnection { connection in
                let subscriptions = (0..<2).map { _ in connection.subscribe(to: "plain", prefetch: 1) }
                let publisher = connection.publisher
                let published = await publisher.publish((0..<20).map { message($0, to: "plain") })
                #expect(published.allSatisfy { $0 == .confirmed })
                let count = AsyncStream.makeStream(of: Int.self)
                let consuming = subscriptions.map { subscription in
                    Task {
                        try await subscription.forEachBatch { batch in
                            for message in batch {
                                subscription.acknowledge(message.token)
                                count.continuation.yield(message.number)
                            }
                        }
                    }
                }
                var seen: [Int] = []
                for await number in count.stream {
                    seen.append(number)
                    if seen.count == 20 { break }
                }
                #expect(seen.sorted() == Array(0..<20))
                for subscription in subscriptions { await subscription.stop() }
                for task in consuming { try await task.value }
            }
        }
    }

    // MARK: - Dead letters

    @Test(arguments: BusKind.allCases)
    func `a rejected message is dead-lettered with its reason`(_ bus: BusKind) async throws {
        try await bus.withBus(Self.topology) { bus in
            try await bus.withConnection { connection in
                #expect(await connection.publisher.publish([message(1)]) == [.confirmed])
                let subscription = connection.subscribe(to: "q", prefetch: 10)
                let rejected = try await take(1, from: subscription, settle: false)
                subscription.reject(rejected[0].token)
                let letters = try await take(1, from: connection.subscribe(to: "letters", prefetch: 10))
                let letter = try #require(letters.first)
                #expect(letter.number == 1)
                #expect(letter.messageID == "m-1")
                #expect(letter.exchange == "dead")
                #expect(letter.routingKey == "q")
                #expect(letter.death == DeadLetterReason(reason: "rejected", queue: "q", exchange: "direct"))
            }
        }
    }

    @Test(arguments: BusKind.allCases)
    func `a message whose consumers die again and again is dead-lettered`(_ bus: BusKind) async throws {
        try await bus.withBus(Self.topology) { bus in
            try await bus.withConnection { connection in
                #expect(await connection.publisher.publish([message(1)]) == [.confirmed])
            }
            for delivery in 1...3 {
                try await bus.withConnection { connection in
                    let taken = try await take(1, from: connection.subscribe(to: "q", prefetch: 10), settle: false)
                    #expect(taken.map(\.redelivered) == [delivery > 1])
                }
            }
            try await bus.withConnection { connection in
                let letters = try await take(1, from: connection.subscribe(to: "letters", prefetch: 10))
                #expect(letters[0].death == DeadLetterReason(reason: "delivery_limit", queue: "q", exchange: "direct"))
            }
        }
    }

    @Test(arguments: BusKind.allCases)
    func `a message that is rejected by a queue without dead letters is gone`(_ bus: BusKind) async throws {
        try await bus.withBus(Self.topology) { bus in
            try await bus.withConnection { connection in
                #expect(await connection.publisher.publish([message(1, to: "plain")]) == [.confirmed])
                let subscription = connection.subscribe(to: "plain", prefetch: 10)
                let rejected = try await take(1, from: subscription, settle: false)
                subscription.reject(rejected[0].token)
                #expect(await connection.publisher.publish([message(2, to: "plain")]) == [.confirmed])
                let next = try await take(1, from: connection.subscribe(to: "plain", prefetch: 10))
                #expect(next.map(\.number) == [2])
            }
        }
    }

    // MARK: - Requests and replies

    @Test(arguments: BusKind.allCases)
    func `every request gets its own reply`(_ bus: BusKind) async throws {
        try await bus.withBus(Self.topology) { bus in
            try await bus.withConnection { responder in
                let subscription = responder.subscribe(to: "plain", prefetch: 10)
                let responding = Task {
                    try await subscription.forEachBatch { batch in
                        responder.replier.reply(
                            batch.compactMap { request in
                                guard let address = request.replyTo, let id = request.correlationID else { return nil }
                                return Reply(
                                    address: address, correlationID: id,
                                    content: .success(RawJSON(unchecked: request.body)))
                            })
                        for request in batch { subscription.acknowledge(request.token) }
                    }
                }
                try await bus.withConnection { requester in
                    try await withThrowingTaskGroup { group in
                        for number in 0..<5 {
                            group.addTask { (number, try await requester.call(message(number, to: "plain"))) }
                        }
                        for try await (number, reply) in group {
                            #expect(reply.number == number)
                            #expect(reply.type == Names.MessageType.reply)
                        }
                    }
                }
                await subscription.stop()
                try await responding.value
            }
        }
    }

    @Test(arguments: BusKind.allCases)
    func `a request that no queue takes fails at once`(_ bus: BusKind) async throws {
        try await bus.withBus(Self.topology) { bus in
            try await bus.withConnection { connection in
                await #expect(throws: (any Error).self) { try await connection.call(message(1, to: "nowhere")) }
            }
        }
    }

    // MARK: - Inspection

    @Test(arguments: BusKind.allCases)
    func `an inspection tells waiting messages and consumers, and whether there is a queue`(
        _ bus: BusKind
    ) async throws {
        try await bus.withBus(Self.topology) { bus in
            try await bus.withConnection { connection in
                let inspector = connection.inspector
                #expect(await inspector.inspect(queue: "nowhere") == .missing)
                #expect(await inspector.inspect(queue: "plain") == .found(QueueDepth(ready: 0, consumers: 0)))
                let published = await connection.publisher.publish((0..<3).map { message($0, to: "plain") })
                #expect(published.allSatisfy { $0 == .confirmed })
                #expect(await inspector.inspect(queue: "plain") == .found(QueueDepth(ready: 3, consumers: 0)))
                let subscription = connection.subscribe(to: "plain", prefetch: 1)
                var isFirst = true
                try await subscription.forEachBatch { _ in
                    guard isFirst else { return }
                    isFirst = false
                    #expect(await inspector.inspect(queue: "plain") == .found(QueueDepth(ready: 2, consumers: 1)))
                    await subscription.stop()
                    #expect(await inspector.inspect(queue: "plain") == .found(QueueDepth(ready: 2, consumers: 0)))
                }
            }
        }
    }
}

// MARK: - Helpers

private func message(
    _ number: Int, to key: String = "q", exchange: String = "direct", mandatory: Bool = false
) -> OutgoingMessage {
    OutgoingMessage(
        exchange: exchange, routingKey: key, mandatory: mandatory,
        properties: MessageProperties(messageID: "m-\(number)"), body: Array("\(number)".utf8))
}

extension IncomingMessage {
    fileprivate var number: Int { Int(String(decoding: body, as: UTF8.self)) ?? -1 }
}

extension QueueInspection {
    fileprivate var ready: Int? {
        if case .found(let depth) = self { return depth.ready }
        return nil
    }
}

/// Takes messages until there are `count`, and stops the subscription.
private func take(
    _ count: Int, from subscription: any Subscription, settle: Bool = true
) async throws -> [IncomingMessage] {
    var taken: [IncomingMessage] = []
    try await subscription.forEachBatch { batch in
        taken += batch
        if settle { for message in batch { subscription.acknowledge(message.token) } }
        if taken.count >= count { await subscription.stop() }
    }
    return taken
}
