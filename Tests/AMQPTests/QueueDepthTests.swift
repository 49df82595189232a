import AMQP
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct QueueDepthTests {
    @Test(arguments: [true, false]) func `a queue is found, missing once it is deleted, and found again`(
        quorum: Bool
    ) async throws {
        let node = try await BrokerNode.shared()
        try await withNamedVirtualHost(on: node) { host in
            let url = node.url(virtualHost: host)
            try await withConnection(url, topology: topology("q", quorum: quorum)) { connection in
                let channel = connection.makeChannel(confirms: true)
                #expect(await channel.publish((0..<5).map { message($0) }).allSatisfy { $0 == .confirmed })
                let full = try await connection.depth(ofQueue: "q", timeout: .seconds(60))
                #expect(full?.ready == 5)
                #expect(full?.consumers == 0)
                // Held by a consumer: no longer ready.
                let consumer = connection.makeConsumer(queue: "q", prefetch: 2)
                let isHeld = try await eventually {
                    let depth = try await connection.depth(ofQueue: "q", timeout: .seconds(60))
                    return depth?.ready == 3 && depth?.consumers == 1
                }
                #expect(isHeld)
                await consumer.cancel()
                try await node.management.request("DELETE", "queues/\(host)/q")
                for _ in 1...2 { #expect(try await connection.depth(ofQueue: "q", timeout: .seconds(60)) == nil) }
                try await withConnection(url, topology: topology("q", quorum: quorum)) { _ in }
                let again = try await connection.depth(ofQueue: "q", timeout: .seconds(60))
                #expect(again?.ready == 0)
                #expect(again?.consumers == 0)
                // The refusals closed only their own channel.
                #expect(await channel.publish(message(9)) == .confirmed)
                #expect(connection.state == .connected)
            }
        }
    }

    @Test func `each of many inspections at once gets its own reply`() async throws {
        try await withVirtualHost(on: .shared()) { url in
            try await withConnection(url, topology: topology("a", "b")) { connection in
                let channel = connection.makeChannel(confirms: true)
                _ = await channel.publish([message(0, to: "a"), message(1, to: "b"), message(2, to: "b")])
                try await withThrowingTaskGroup(of: (String, Int?).self) { group in
                    for name in ["a", "b", "none"] {
                        for _ in 1...20 {
                            group.addTask {
                                (name, try await connection.depth(ofQueue: name, timeout: .seconds(60))?.ready)
                            }
                        }
                    }
                    for try await (name, ready) in group { #expect(ready == ["a": 1, "b": 2][name]) }
                }
            }
        }
    }

    @Test func `an inspection without a reply ends in time, and a late reply is not taken for another's`() async throws
    {
        let node = try await BrokerNode.shared()
        let proxy = try FaultyProxy(to: node.port)
        defer { proxy.stop() }
        try await withNamedVirtualHost(on: node) { host in
            try await withConnection(
                "amqp://\(node.user):\(node.password)@127.0.0.1:\(proxy.port)/\(host)", topology: topology("a", "b")
            ) { connection in
                let channel = connection.makeChannel(confirms: true)
                _ = await channel.publish([message(0, to: "a"), message(1, to: "b"), message(2, to: "b")])
                let before = try await connection.depth(ofQueue: "a", timeout: .seconds(60))
                #expect(before?.ready == 1)
                proxy.set(.keepsAnswers)
                async let first = depth(of: "a", connection, timeout: .milliseconds(200))
                async let second = depth(of: "a", connection, timeout: .milliseconds(300))
                #expect(await (first, second) == (.timedOut, .timedOut))
                let cancelled = Task { await depth(of: "a", connection, timeout: .seconds(60)) }
                cancelled.cancel()
                #expect(await cancelled.value == .cancelled)
                async let third = connection.depth(ofQueue: "b", timeout: .seconds(60))
                proxy.set(.fair)
                let after = try await third
                #expect(after?.ready == 2)
                #expect(connection.state == .connected)
            }
        }
    }

    @Test func `an inspection without a connection, and one that loses it, fails`() async throws {
        let node = try await BrokerNode.shared()
        let proxy = try FaultyProxy(to: node.port)
        let connection = try makeConnection("amqp://\(node.user):\(node.password)@127.0.0.1:\(proxy.port)")
        #expect(await depth(of: "a", connection, timeout: .seconds(60)) == .notConnected)
        #expect(
            await depth(of: String(repeating: "a", count: 256), connection, timeout: .seconds(1)) == .invalidMessage)
        let running = Task { try await connection.run() }
        try await connection.waitUntilConnected(timeout: .seconds(60))
        _ = try await connection.depth(ofQueue: "a", timeout: .seconds(60))
        // Of two, one is sent and the other waits: without replies, until the connection is gone.
        proxy.set(.keepsAnswers)
        let inspections = (1...2).map { _ in Task { await depth(of: "a", connection, timeout: .seconds(60)) } }
        #expect(await depth(of: "a", connection, timeout: .milliseconds(100)) == .timedOut)
        proxy.stop()
        for inspection in inspections {
            let code = await inspection.value
            #expect(code == .connectionLost || code == .notConnected)
        }
        running.cancel()
        try await running.value
        #expect(await depth(of: "a", connection, timeout: .seconds(60)) == .closed)
    }

    /// The code of the error; `nil` if there is none.
    private func depth(of queue: String, _ connection: AMQPConnection, timeout: Duration) async -> AMQPError.Code? {
        do {
            _ = try await connection.depth(ofQueue: queue, timeout: timeout)
            return nil
        } catch {
            return error.code
        }
    }
}
