import AMQP
import Synchronization
import TestSupport
import Testing

/// Faults of a broker, on a node of its own.
@Suite(.serialized, .timeLimit(.minutes(3))) struct FaultTests {
    /// One after another, on one node: starting it takes longer than the tests.
    @Test func `faults of a node`() async throws {
        let node = try await BrokerNode.start()
        do {
            try await closedConnections(node)
            try await memoryAlarm(node)
            try await frozen(node)
            // One queue for both: RabbitMQ 3.10 can lose the very registration of a quorum queue that was declared less
            // than some minutes before a SIGKILL, and then never confirms; an orderly stop has it written.
            try await withVirtualHost(on: node) { url in
                try await outage(node, url, from: 0) { await node.stopNode() }
                try await outage(node, url, from: 10_000_000) { await node.kill() }
            }
        } catch {
            await node.stop()
            throw error
        }
        await node.stop()
    }

    private func closedConnections(_ node: BrokerNode) async throws {
        try await withVirtualHost(on: node) { url in
            let states = Mutex<[AMQPConnectionState]>([])
            try await withConnection(url, topology: topology("q", "rpc")) { connection in
                let channel = connection.makeChannel(confirms: true)
                let consumer = connection.makeConsumer(queue: "q", prefetch: 10)
                let client = AMQPRPCClient(connection: connection, maximumInFlight: 10)
                #expect(await channel.publish(message(1)) == .confirmed)
                let held = try await within {
                    for await delivery in consumer { return delivery }
                    throw TimeOut()
                }
                let call = Task { try await client.call(message(0, to: "rpc"), timeout: .seconds(60)) }
                states.withLock { $0.append(connection.state) }
                let isWaiting = try await eventually {
                    let queue = try await node.management.request("GET", "queues").body
                    return queue.contains(#""messages_ready":1,"#)
                }
                #expect(isWaiting)
                try await node.rabbitmqctl("close_all_connections", "--global", "test")
                let error = await #expect(throws: AMQPError.self) { try await call.value }
                #expect(error?.code == .connectionLost)
                try await connection.waitUntilConnected(timeout: .seconds(60))
                // Its channel is gone: the ack is dropped. On the new channel it would make the broker close that.
                consumer.ack(held)
                let again = try await consumer.take(1)
                #expect(again.map(\.number) == [1])
                #expect(again.first?.redelivered == true)
                #expect(await channel.publish(message(2)) == .confirmed)
            }
            #expect(states.withLock { $0 } == [.connected])
        }
    }

    private func memoryAlarm(_ node: BrokerNode) async throws {
        try await withVirtualHost(on: node) { url in
            try await withConnection(url, topology: topology("q")) { connection in
                let channel = connection.makeChannel(confirms: true)
                let client = AMQPRPCClient(connection: connection, maximumInFlight: 10)
                #expect(await channel.publish(message(0)) == .confirmed)
                try await node.rabbitmqctl("set_vm_memory_high_watermark", "0.00001")
                // RabbitMQ announces the alarm only to connections that publish.
                let publishing = Task { await channel.publish((1...2000).map { message($0) }) }
                let isBlocked = try await eventually {
                    if case .blocked = connection.state { return true }
                    return false
                }
                #expect(isBlocked)
                #expect(throws: AMQPError.self) { try channel.send([message(0)]) }
                let error = await #expect(throws: AMQPError.self) {
                    try await client.call(message(0), timeout: .seconds(60))
                }
                #expect(error?.code == .blocked)
                let late = Task { await channel.publish(message(3000)) }
                late.cancel()
                #expect(await late.value == .notSent(reason: "the task was cancelled"))
                try await node.rabbitmqctl("set_vm_memory_high_watermark", "0.4")
                #expect(await publishing.value.allSatisfy { $0 == .confirmed })
                #expect(connection.state == .connected)
            }
        }
    }

    private func frozen(_ node: BrokerNode) async throws {
        try await withVirtualHost(on: node) { url in
            try await withConnection(
                url, topology: topology("q"),
                configure: {
                    $0.heartbeat = .seconds(1)
                    $0.connectTimeout = .seconds(1)
                }
            ) { connection in
                let channel = connection.makeChannel(confirms: true, unconfirmedLimit: 100_000)
                #expect(await channel.publish(message(0)) == .confirmed)
                node.freeze()
                // More than the socket's buffers hold: a send that waits for room must not hang forever.
                let body = [UInt8](repeating: 0, count: 100_000)
                let outcomes = await channel.publish(
                    (1...200).map { _ in OutgoingMessage(exchange: "x", routingKey: "q", body: body) })
                node.resume()
                for outcome in outcomes {
                    switch outcome {
                    case .unconfirmed, .notSent: break
                    default: Issue.record("\(outcome) from a frozen broker")
                    }
                }
                try await connection.waitUntilConnected(timeout: .seconds(60))
                #expect(await channel.publish(message(1)) == .confirmed)
            }
        }
    }

    /// Publishes and consumes while the broker goes down and comes back: every message has an outcome, and every
    /// confirmed one arrives.
    private func outage(_ node: BrokerNode, _ url: String, from start: Int, _ end: () async -> Void) async throws {
        try await withConnection(url, topology: topology("q", quorum: true)) { connection in
            let channel = connection.makeChannel(confirms: true)
            let isDone = Mutex(false)
            let publishing = Task { () -> Set<Int> in
                var confirmed: Set<Int> = []
                var next = start
                while !isDone.withLock({ $0 }) {
                    let numbers = next..<(next + 100)
                    next += 100
                    for (number, outcome) in zip(numbers, await channel.publish(numbers.map { message($0) })) {
                        switch outcome {
                        case .confirmed: confirmed.insert(number)
                        case .unconfirmed, .notSent: break
                        case .rejected, .unroutable: Issue.record("\(outcome)")
                        }
                    }
                    if connection.state != .connected {
                        try? await connection.waitUntilConnected(timeout: .seconds(60))
                    }
                }
                return confirmed
            }
            let hasBegun = try await eventually {
                await channel.publish(message(start + 5_000_000)) == .confirmed
            }
            #expect(hasBegun)
            await end()
            try await node.restart()
            try await connection.waitUntilConnected(timeout: .seconds(60))
            #expect(await channel.publish(message(start + 5_000_001)) == .confirmed)
            isDone.withLock { $0 = true }
            // How many were caught in between depends on the moment: none at all, where the last batch was just through.
            let confirmed = await publishing.value
            let consumer = connection.makeConsumer(queue: "q", prefetch: 1000)
            let seen = try await consumer.drain { $0.isSuperset(of: confirmed) }
            #expect(seen.isSuperset(of: confirmed))
        }
    }
}
