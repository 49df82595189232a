import AMQP
import TestSupport
import Testing

/// A broker that accepts messages on a live connection and confirms none.
@Suite(.timeLimit(.minutes(10))) struct ConfirmTimeoutTests {
    @Test func `a message that is not confirmed in time is unconfirmed, and a late confirm disturbs nothing`()
        async throws
    {
        let node = try await BrokerNode.shared()
        let proxy = try FaultyProxy(to: node.port)
        defer { proxy.stop() }
        try await withNamedVirtualHost(on: node) { host in
            try await withConnection(
                "amqp://\(node.user):\(node.password)@127.0.0.1:\(proxy.port)/\(host)", topology: topology("q"),
                configure: { $0.confirmTimeout = .milliseconds(500) }
            ) { connection in
                let channel = connection.makeChannel(confirms: true, unconfirmedLimit: 2)
                #expect(await channel.publish(message(0)) == .confirmed)
                proxy.set(.keepsAnswers)
                // Two may be unconfirmed at once. The third has its own timeout, from when it is sent, which is as soon as
                // they are given up: well before the half of a heartbeat (7.5 s) after which the thread wakes anyway.
                let outcomes = try await within(.seconds(6)) { await channel.publish((1...3).map { message($0) }) }
                #expect(
                    outcomes == Array(repeating: .unconfirmed(reason: "not confirmed within 0.5 seconds"), count: 3))
                proxy.set(.fair)
                // Behind the late confirms on the same channel, each with its own tag.
                let later = await channel.publish([
                    message(4), message(5, to: "nowhere", mandatory: true), message(6),
                ])
                #expect(later == [.confirmed, .unroutable, .confirmed])
                #expect(connection.state == .connected)
                // The late ones had arrived nevertheless.
                let consumer = connection.makeConsumer(queue: "q", prefetch: 10)
                let taken = try await consumer.take(6).map(\.number)
                #expect(taken == [0, 1, 2, 3, 4, 6])
            }
        }
    }
}
