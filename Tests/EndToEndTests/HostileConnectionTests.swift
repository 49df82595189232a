import Foundation
import Launch
import TestSupport
import Testing

/// Connections that send slowly, too much, or what is no HTTP. None of them keeps others from being served.
@Suite("Hostile connections", .timeLimit(.minutes(20)))
struct HostileConnectionTests {
    private static let brief = StackOptions(
        common: ["CARILLON_HTTP_REQUEST_SECONDS": "2", "CARILLON_HTTP_IDLE_SECONDS": "3"], executors: [])
    private static let patience = Duration.seconds(60)

    private func port(_ stack: Stack) throws -> Int { try #require(URL(string: stack.client.base)?.port) }

    /// Sends a byte now and then until the connection is closed.
    private func trickle(_ connection: RawConnection, _ byte: String) async throws {
        let isClosed = try await eventually(timeout: Self.patience, every: .milliseconds(500)) {
            if !connection.isClosed { connection.send(byte) }
            return connection.isClosed
        }
        #expect(isClosed, "\(connection.received)")
    }

    @Test("that send a head or a body byte by byte are answered with 408, and closed")
    func slow() async throws {
        try await withStack(Self.brief) { stack in
            let head = try await RawConnection.open(port: port(stack))
            head.send("GET /tasks HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
            let body = try await RawConnection.open(port: port(stack))
            let json = "Host: localhost\r\nContent-Type: application/json\r\n"
            body.send("POST /tasks HTTP/1.1\r\n\(json)Content-Length: 100000\r\n\r\n{")
            // An answer that does not wait for the body does not make the body's time longer.
            let unread = try await RawConnection.open(port: port(stack))
            unread.send("GET /tasks HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n")
            try await trickle(head, "x")
            try await trickle(body, " ")
            try await trickle(unread, " ")
            for connection in [head, body] {
                #expect(connection.received.hasPrefix("HTTP/1.1 408 "), "\(connection.received)")
                #expect(connection.received.contains("application/problem+json"))
                #expect(connection.received.lowercased().contains("connection: close"))
            }
            #expect(unread.received.hasPrefix("HTTP/1.1 200 "), "\(unread.received)")
            #expect(try await stack.client.page().tasks.isEmpty)
        }
    }

    @Test("that say nothing are closed after a time, those that asked before included")
    func idle() async throws {
        try await withStack(Self.brief) { stack in
            let silent = try await RawConnection.open(port: port(stack))
            let kept = try await RawConnection.open(port: port(stack))
            kept.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try await eventually(timeout: Self.patience) { kept.received.contains("200") })
            for connection in [silent, kept] {
                #expect(try await eventually(timeout: Self.patience) { connection.isClosed })
            }
            #expect(silent.received.isEmpty, "\(silent.received)")
        }
    }

    @Test("with heads that are too large get a 431")
    func largeHeads() async throws {
        try await withStack(Self.brief) { stack in
            let heads = [
                "X-Large: " + String(repeating: "a", count: 100_000) + "\r\n",
                String(repeating: "X: y\r\n", count: 1000),
                (0..<8).map { "X-\($0): " + String(repeating: "a", count: 8000) + "\r\n" }.joined(),
            ]
            for head in heads {
                let connection = try await RawConnection.open(port: port(stack))
                connection.send("GET /tasks HTTP/1.1\r\nHost: localhost\r\n\(head)\r\n")
                #expect(try await eventually(timeout: Self.patience) { connection.isClosed })
                #expect(connection.received.hasPrefix("HTTP/1.1 431 "), "\(connection.received)")
            }
            let path = try await RawConnection.open(port: port(stack))
            path.send("GET /" + String(repeating: "a", count: 100_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try await eventually(timeout: Self.patience) { path.isClosed })
            #expect(path.received.hasPrefix("HTTP/1.1 4"), "\(path.received)")
        }
    }

    @Test("that send rubbish are answered with 400 or nothing, and closed; what was asked before is answered")
    func rubbish() async throws {
        try await withStack(Self.brief) { stack in
            for seed in 0..<20 {
                var random = SystemRandomNumberGenerator()
                let connection = try await RawConnection.open(port: port(stack))
                connection.send((0..<(1 << (seed % 14))).map { _ in UInt8.random(in: 0...255, using: &random) })
                #expect(try await eventually(timeout: Self.patience) { connection.isClosed })
                let said = connection.received
                #expect(said.isEmpty || said.hasPrefix("HTTP/1.1 40"), "\(said)")
            }
            let pipelined = try await RawConnection.open(port: port(stack))
            pipelined.send(
                String(repeating: "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", count: 3)
                    + "\u{1}\u{2}rubbish\r\n\r\n")
            #expect(try await eventually(timeout: Self.patience) { pipelined.isClosed })
            let answers = pipelined.received.components(separatedBy: "HTTP/1.1 ").dropFirst().map { $0.prefix(3) }
            #expect(answers == ["200", "200", "200", "400"], "\(pipelined.received)")
            let chunks = try await RawConnection.open(port: port(stack))
            let json = "Host: localhost\r\nContent-Type: application/json\r\n"
            chunks.send("POST /tasks HTTP/1.1\r\n\(json)Transfer-Encoding: chunked\r\n\r\nnonsense\r\n")
            #expect(try await eventually(timeout: Self.patience) { chunks.isClosed })
            #expect(chunks.received.hasPrefix("HTTP/1.1 400 "), "\(chunks.received)")
            #expect(try await stack.client.page().tasks.isEmpty)
        }
    }

    @Test("by the ten thousand keep nobody else out")
    func many() async throws {
        let options = StackOptions(common: ["CARILLON_HTTP_CONNECTIONS": "11000"], executors: [])
        try await withStack(options) { stack in
            let port = try port(stack)
            var connections: [RawConnection] = []
            defer { for connection in connections { connection.close() } }
            // As many as the system allows: some files are for other things.
            let count = min(10_000, OpenFiles.raiseLimit() - 1000)
            #expect(count >= 500, "too few to show anything")
            for index in 0..<count {
                let connection = try await RawConnection.open(port: port)
                // Half of them have begun to ask something.
                if index.isMultiple(of: 2) { connection.send("GET /tasks HTTP/1.1\r\nHost:") }
                connections.append(connection)
            }
            for _ in 0..<20 {
                _ = try await stack.client.create(.custom("later", at: Date(timeIntervalSinceNow: 3600)))
            }
            #expect(try await stack.client.page().tasks.count == 20)
        }
    }

    @Test("beyond the limit wait for others to be closed")
    func limit() async throws {
        let options = StackOptions(
            common: ["CARILLON_HTTP_CONNECTIONS": "4", "CARILLON_HTTP_IDLE_SECONDS": "3"], executors: [])
        try await withStack(options) { stack in
            var connections: [RawConnection] = []
            for _ in 0..<12 {
                let connection = try await RawConnection.open(port: port(stack))
                connection.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
                connections.append(connection)
            }
            for connection in connections {
                #expect(try await eventually(timeout: Self.patience) { connection.received.contains("200") })
            }
        }
    }
}
