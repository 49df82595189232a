import AMQP
import TestSupport
import Testing

/// The errors that end `run()`, and others that do not.
@Suite(.timeLimit(.minutes(2))) struct RefusalTests {
    private func runError(_ connection: AMQPConnection) async throws -> AMQPError {
        let error = await #expect(throws: AMQPError.self) { try await connection.run() }
        #expect(connection.state == .closed)
        return try #require(error)
    }

    @Test func `a wrong password is refused, and not shown`() async throws {
        let node = try await BrokerNode.shared()
        let error = try await runError(makeConnection(node.url(password: "wrong-secret")))
        #expect(error.code == .accessRefused)
        #expect(error.replyCode == 403)
        #expect(error.message.contains("guest"))
        #expect(!"\(error)".contains("wrong-secret"))
    }

    @Test func `a virtual host that does not exist is refused`() async throws {
        let node = try await BrokerNode.shared()
        let error = try await runError(makeConnection(node.url(virtualHost: "no-such-host")))
        #expect(error.code == .virtualHostNotFound)
        #expect(error.message.contains("no-such-host"))
    }

    @Test func `a queue that exists with other arguments stops the start, and the error names it`() async throws {
        try await withVirtualHost(on: .shared()) { url in
            try await withConnection(url, topology: topology("q")) { _ in }
            let error = try await runError(makeConnection(url, topology: topology("q", quorum: true)))
            #expect(error.code == .topologyMismatch)
            #expect(error.message.contains("queue 'q'"))
        }
    }

    @Test func `a missing permission stops the start`() async throws {
        let node = try await BrokerNode.shared()
        try await withNamedVirtualHost(on: node) { host in
            try await node.management.request(
                "PUT", "permissions/\(host)/\(node.user)", json: #"{"configure":"^$","write":".*","read":".*"}"#)
            let error = try await runError(makeConnection(node.url(virtualHost: host), topology: topology("q")))
            #expect(error.code == .accessRefused)
            #expect(error.message.contains("exchange 'x'"))
        }
    }

    @Test func `run may be called once`() async throws {
        let connection = try makeConnection("amqp://127.0.0.1:1")
        let first = Task { try await connection.run() }
        first.cancel()
        try await first.value
        let error = await #expect(throws: AMQPError.self) { try await connection.run() }
        #expect(error?.code == .alreadyRunning)
    }

    @Test func `waiting for a connection can be cancelled`() async throws {
        let connection = try makeConnection("amqp://127.0.0.1:1")
        let waiting = Task { try await connection.waitUntilConnected(timeout: .seconds(60)) }
        waiting.cancel()
        let error = await #expect(throws: AMQPError.self) { try await waiting.value }
        #expect(error?.code == .cancelled)
    }
}
