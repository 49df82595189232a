import AMQP
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct TLSTests {
    @Test func `amqps, with certificates on both sides`() async throws {
        let authority = try await CertificateAuthority.make()
        let stranger = try await CertificateAuthority.make()
        let server = try await authority.issue("localhost")
        let client = try await authority.issue("client")
        let node = try await BrokerNode.start(
            configuration: """
                listeners.ssl.default = 127.0.0.1:TLS_PORT
                ssl_options.cacertfile = \(authority.caFile)
                ssl_options.certfile = \(server.certificateFile)
                ssl_options.keyfile = \(server.keyFile)
                ssl_options.verify = verify_peer
                ssl_options.fail_if_no_peer_cert = true
                """)
        let base = "amqps://guest:guest@localhost:\(node.tlsPort)/%2f"
        let files = "certfile=\(client.certificateFile)&keyfile=\(client.keyFile)"
        do {
            let good = base + "?cacertfile=\(authority.caFile)&" + files
            try await withConnection(good, topology: topology("tls")) { connection in
                let channel = connection.makeChannel(confirms: true)
                let body = [UInt8](repeating: 1, count: 1_000_000)
                let message = OutgoingMessage(exchange: "x", routingKey: "tls", body: body)
                #expect(await channel.publish([message, message]) == [.confirmed, .confirmed])
                let taken = try await connection.makeConsumer(queue: "tls", prefetch: 2).take(2)
                #expect(taken.allSatisfy { $0.body == body })
            }
            let byAddress = good.replacing("localhost", with: "127.0.0.1")
            for url in [base + "?cacertfile=\(stranger.caFile)&" + files, base + "?" + files, byAddress] {
                try await expectNoConnection(url)
            }
            let unreadable = try makeConnection(base + "?cacertfile=/no/such/file")
            let error = await #expect(throws: AMQPError.self) { try await unreadable.run() }
            #expect(error?.code == .tls)
        } catch {
            await node.stop()
            throw error
        }
        await node.stop()
    }

    private func expectNoConnection(_ url: String) async throws {
        let connection = try makeConnection(url)
        let running = Task { try await connection.run() }
        let error = await #expect(throws: AMQPError.self) {
            try await connection.waitUntilConnected(timeout: .seconds(5))
        }
        #expect(error?.code == .timedOut)
        #expect(error?.message.contains("SSL") == true, "\(error?.message ?? "")")
        running.cancel()
        try await running.value
    }
}
