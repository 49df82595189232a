import AMQP
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct ConsumingTests {
    @Test func `no more is delivered than the prefetch allows, until it is acked`() async throws {
        try await withVirtualHost(on: .shared()) { url in
            try await withConnection(url, topology: topology("q")) { connection in
                let channel = connection.makeChannel(confirms: true)
                _ = await channel.publish((0..<30).map { message($0) })
                let consumer = connection.makeConsumer(queue: "q", prefetch: 10)
                let first = try await within {
                    var held: [IncomingMessage] = []
                    for await batch in consumer.batches {
                        held += batch
                        if held.count >= 10 { break }
                    }
                    return held
                }
                #expect(first.map(\.number) == Array(0..<10))
                // What is published now could be delivered by the time it is confirmed, were there room.
                #expect(await channel.publish(message(30)) == .confirmed)
                await #expect(throws: TimeOut.self) { try await consumer.take(1, timeout: .milliseconds(300)) }
                consumer.ack(through: first[9])
                #expect(try await consumer.take(21).map(\.number) == Array(10..<31))
            }
        }
    }

    @Test func `multiple acks settle for good, the rest comes again`() async throws {
        try await withVirtualHost(on: .shared()) { url in
            try await withConnection(url, topology: topology("q")) { connection in
                _ = await connection.makeChannel(confirms: true).publish((0..<10).map { message($0) })
                try await withConnection(url) { other in
                    let consumer = other.makeConsumer(queue: "q", prefetch: 10)
                    let held = try await within {
                        var held: [IncomingMessage] = []
                        for await delivery in consumer {
                            held.append(delivery)
                            if held.count == 10 { break }
                        }
                        return held
                    }
                    consumer.ack(through: held[5])
                    consumer.reject(held[6], requeue: false)
                    await consumer.cancel()
                }
                let again = try await connection.makeConsumer(queue: "q", prefetch: 10).take(3)
                #expect(again.map(\.number) == [7, 8, 9])
                #expect(again.allSatisfy { $0.redelivered })
            }
        }
    }

    @Test func `nack with requeue brings it back`() async throws {
        try await withVirtualHost(on: .shared()) { url in
            try await withConnection(url, topology: topology("q")) { connection in
                _ = await connection.makeChannel(confirms: true).publish(message(1))
                let consumer = connection.makeConsumer(queue: "q", prefetch: 1)
                let redelivered = try await within {
                    for await delivery in consumer {
                        if delivery.redelivered { return true }
                        consumer.nack(delivery, requeue: true)
                    }
                    return false
                }
                #expect(redelivered)
            }
        }
    }

    @Test func `a cancelled consumer ends after what had come, and can still ack`() async throws {
        try await withVirtualHost(on: .shared()) { url in
            try await withConnection(url, topology: topology("q")) { connection in
                let channel = connection.makeChannel(confirms: true)
                _ = await channel.publish((0..<5).map { message($0) })
                let consumer = connection.makeConsumer(queue: "q", prefetch: 3)
                let first = try await within {
                    for await delivery in consumer { return delivery.number }
                    return -1
                }
                #expect(first == 0)
                await consumer.cancel()
                await consumer.cancel()
                let rest = try await within {
                    var rest: [IncomingMessage] = []
                    for await batch in consumer.batches { rest += batch }
                    return rest
                }
                for delivery in rest { consumer.ack(delivery) }
                // The queue is a FIFO: who comes next gets what was never delivered.
                let next = connection.makeConsumer(queue: "q", prefetch: 1)
                let number = try await within {
                    for await delivery in next { return delivery.number }
                    return -1
                }
                #expect(number == 3)
            }
        }
    }

    @Test func `consumers on one channel each get their own`() async throws {
        try await withVirtualHost(on: .shared()) { url in
            try await withConnection(url, topology: topology("a", "b")) { connection in
                let channel = connection.makeChannel(confirms: true)
                let a = connection.makeConsumer(queue: "a", prefetch: 10, on: channel)
                let b = connection.makeConsumer(queue: "b", prefetch: 10, noAck: true, on: channel)
                _ = await channel.publish((0..<20).map { message($0, to: $0 % 2 == 0 ? "a" : "b") })
                let fromA = try await a.take(10).map(\.number)
                #expect(fromA == [0, 2, 4, 6, 8, 10, 12, 14, 16, 18])
                let fromB = try await b.take(10).map(\.number)
                #expect(fromB == [1, 3, 5, 7, 9, 11, 13, 15, 17, 19])
                #expect(connection.state == .connected)
            }
        }
    }

    @Test func `a deleted queue is declared and consumed again, in the same sequence`() async throws {
        let node = try await BrokerNode.shared()
        try await withNamedVirtualHost(on: node) { host in
            try await withConnection(node.url(virtualHost: host), topology: topology("q")) { connection in
                let channel = connection.makeChannel(confirms: true)
                let consumer = connection.makeConsumer(queue: "q", prefetch: 10)
                _ = await channel.publish(message(1))
                #expect(try await consumer.take(1).count == 1)
                try await node.management.request("DELETE", "queues/\(host)/q")
                let isBack = try await eventually {
                    await channel.publish(message(2, mandatory: true)) == .confirmed
                }
                #expect(isBack)
                #expect(try await consumer.take(1).map(\.number) == [2])
            }
        }
    }

    @Test func `a queue that appears later is consumed then`() async throws {
        let node = try await BrokerNode.shared()
        try await withNamedVirtualHost(on: node) { host in
            try await withConnection(node.url(virtualHost: host)) { connection in
                let consumer = connection.makeConsumer(queue: "later", prefetch: 10)
                try await node.management.request("PUT", "queues/\(host)/later", json: #"{"durable":true}"#)
                _ = await connection.makeChannel(confirms: true).publish(message(1, to: "later", exchange: ""))
                #expect(try await consumer.take(1).map(\.number) == [1])
            }
        }
    }

    @Test func `an ack given twice closes the channel, which recovers`() async throws {
        try await withVirtualHost(on: .shared()) { url in
            try await withConnection(url, topology: topology("q")) { connection in
                let channel = connection.makeChannel(confirms: true)
                let consumer = connection.makeConsumer(queue: "q", prefetch: 1)
                _ = await channel.publish(message(1))
                let delivery = try #require(try await consumer.take(1).first)
                consumer.ack(delivery)
                _ = await channel.publish(message(2))
                // Maybe twice: once before the channel was closed, and again after it.
                #expect(try await consumer.take(1).map(\.number) == [2])
                #expect(connection.state == .connected)
            }
        }
    }
}
