import Executor
import HTTPEngine
import JSON
import Logging
import Messages
import Synchronization
import TaskModel
import TestSupport
import Testing
import Timekeeping

@testable import Actions

/// Responses of receivers over a real socket.
@Suite("A webhook", .timeLimit(.minutes(5)))
struct WebhookAnswerTests {
    private func outcome(
        timeout: Int = 60, _ serve: @escaping @Sendable (ScriptedConnection) -> Void
    ) async throws -> ActionOutcome {
        let server = try ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            serve(connection)
        }
        let engine = HTTPEngine()
        let payload = try WebhookPayload(
            RawJSON(validating: Array(#"{"url":"http://127.0.0.1:\#(server.port)/x"}"#.utf8)))
        let clock = SystemClock()
        let request = RunRequest(
            runID: RunID(high: 1, low: 1), taskID: TaskID(high: 2, low: 2), action: WebhookAction.name,
            payload: RawJSON("{}"), scheduledFor: Timestamp(milliseconds: 0), attempt: 1, maxAttempts: 1,
            timeoutSeconds: timeout)
        let context = ActionContext(request, clock: clock, logger: Logger(label: "test"))
        let outcome = try await WebhookAction(engine: engine, clock: clock).perform(payload, context: context)
        await engine.shutDown()
        server.stop()
        return outcome
    }

    /// The output, and the code of the error if it failed.
    private func parts(_ outcome: ActionOutcome) -> (output: String?, code: String?) {
        (outcome.output?.description, outcome.code)
    }

    private func expect(
        _ status: Int, _ body: String = "hello", isTruncated: Bool = false, of outcome: ActionOutcome,
        location: SourceLocation = #_sourceLocation
    ) {
        let (output, code) = parts(outcome)
        let end = isTruncated ? #","truncated":true"# : ""
        #expect(output == #"{"status":\#(status),"body":"\#(body)"\#(end)}"#, sourceLocation: location)
        #expect(code == (200...299 ~= status ? nil : "http_status"), sourceLocation: location)
    }

    // MARK: The body breaks off

    enum Break: CaseIterable {
        case shortLength, shortReset, badChunk, shortChunk, chunkReset, drip, silence
    }

    @Test("counts by its status if the body breaks off", arguments: Break.allCases, [200, 201, 500, 404])
    func breaksOff(_ end: Break, _ status: Int) async throws {
        let isTimed = end == .drip || end == .silence
        let outcome = try await outcome(timeout: isTimed ? 1 : 60) { connection in
            let isChunked = [.badChunk, .shortChunk, .chunkReset].contains(end)
            let framing = isChunked ? "Transfer-Encoding: chunked" : "Content-Length: 9000"
            connection.send("HTTP/1.1 \(status) X\r\n\(framing)\r\n\r\n\(isChunked ? "5\r\n" : "")hello")
            switch end {
            case .shortLength, .shortChunk: break
            case .shortReset, .chunkReset: connection.resetAtEnd()
            case .badChunk: connection.send("\r\nzz\r\n")
            // A byte now and then, or none, until the client closes the connection.
            case .drip: while !connection.isAtEnd(within: 100) { connection.send("!") }
            case .silence: connection.waitForEnd()
            }
        }
        guard end == .drip else { return expect(status, isTruncated: true, of: outcome) }
        let (output, code) = parts(outcome)
        #expect(output?.hasPrefix(#"{"status":\#(status),"body":"hello"#) == true)
        #expect(output?.hasSuffix(#"","truncated":true}"#) == true)
        #expect(code == (status < 300 ? nil : "http_status"))
    }

    @Test(
        "that gets no answer in time, or a part of its head, is a timeout", arguments: ["", "HTTP/1.1 200 OK\r\nA: b"])
    func headTimeout(_ text: String) async throws {
        let outcome = try await outcome(timeout: 1) { connection in
            connection.send(text)
            connection.waitForEnd()
        }
        #expect(parts(outcome).code == "timeout")
    }

    // MARK: Whole answers

    @Test(
        "takes answers without a body for whole",
        arguments: [
            ("HTTP/1.1 204 No\r\n\r\n", 204), ("HTTP/1.1 204 No\r\n\r\nhello", 204),
            ("HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\nhello", 204), ("HTTP/1.1 304 Same\r\n\r\nhello", 304),
            ("HTTP/1.1 304 Same\r\nContent-Length: 5\r\n\r\n", 304),
            ("HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n", 204),
            ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nhello", 200),
        ])
    func noBody(_ text: String, _ status: Int) async throws {
        expect(status, "", of: try await outcome { $0.send(text) })
    }

    @Test(
        "follows no redirect", arguments: [300, 301, 302, 303, 307, 308, 399],
        ["/x", "http://127.0.0.1:1/", "file:///etc/passwd", "", "http://["])
    func redirect(_ status: Int, _ location: String) async throws {
        let text = "HTTP/1.1 \(status) X\r\nLocation: \(location)\r\nContent-Length: 5\r\n\r\nhello"
        expect(status, of: try await outcome { $0.send(text) })
    }

    @Test("asks for no compressed body, and shows one as it comes")
    func compressed() async throws {
        let asked = Mutex("")
        let server = try ScriptedServer { connection in
            let head = connection.readRequest() ?? ""
            asked.withLock { $0 = head }
            connection.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello")
        }
        let engine = HTTPEngine()
        let request = HTTPRequest(
            url: "http://127.0.0.1:\(server.port)/", timeout: .seconds(60), keptBody: 64, readBody: 1024)
        let response = try await engine.execute(request)
        #expect(response.body == Array("hello".utf8) && response.bodyEnd == .complete)
        #expect(!asked.withLock { $0 }.lowercased().contains("accept-encoding"))
        await engine.shutDown()
        server.stop()
    }

    @Test("may get interim answers first")
    func interim() async throws {
        let outcome = try await outcome { connection in
            for status in [100, 102, 103, 199] { connection.send("HTTP/1.1 \(status) X\r\nA: b\r\n\r\n") }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
        }
        expect(200, of: outcome)
    }

    // MARK: Without end

    enum Endless: CaseIterable {
        case interim, fields, field, statusLine
    }

    @Test("gives up an answer whose head has no end", arguments: Endless.allCases)
    func endlessHead(_ kind: Endless) async throws {
        let outcome = try await outcome { connection in
            let block = String(repeating: "x", count: 8192)
            switch kind {
            case .interim: while connection.send("HTTP/1.1 100 Go on\r\n\r\n") {}
            case .fields:
                connection.send("HTTP/1.1 200 OK\r\n")
                while connection.send("A: b\r\n") {}
            case .field:
                connection.send("HTTP/1.1 200 OK\r\nA: ")
                while connection.send(block) {}
            case .statusLine:
                connection.send("HTTP/1.1 200 ")
                while connection.send(block) {}
            }
        }
        #expect(parts(outcome).code == "invalid_response")
    }

    @Test("reads the beginning of a body without end", arguments: [true, false])
    func endlessBody(_ isChunked: Bool) async throws {
        let sent = Mutex(0)
        let outcome = try await outcome { connection in
            connection.send("HTTP/1.1 200 OK\r\n\(isChunked ? "Transfer-Encoding: chunked\r\n" : "")\r\n")
            let block = String(repeating: "x", count: 4096)
            while connection.send(isChunked ? "1000\r\n\(block)\r\n" : block) { sent.withLock { $0 += 4096 } }
        }
        expect(200, String(repeating: "x", count: 4096), isTruncated: true, of: outcome)
        // The buffers of both sockets hold more than what is read.
        #expect(sent.withLock { $0 } < 64 << 20)
    }

    // MARK: Retry-After

    @Test(
        "honours the first Retry-After that can be read",
        arguments: [
            ("Retry-After: 7\r\n", 7.0), ("RETRY-AFTER:7\r\n", 7), ("Retry-After: 7\r\nRetry-After: 9\r\n", 7),
            ("Retry-After: soon\r\nRetry-After: 9\r\n", 9), ("Retry-After:  7.5 \r\n", 7.5), ("Retry-After:\r\n", nil),
            ("Retry-After: -1\r\n", nil), ("Retry-After: 99999999999\r\n", 86_400),
            ("Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n", 0),
        ])
    func retryAfter(_ fields: String, _ seconds: Double?) async throws {
        let outcome = try await outcome { $0.send("HTTP/1.1 503 Oh\r\n\(fields)Content-Length: 0\r\n\r\n") }
        #expect(outcome.status == .failed)
        #expect(outcome.retryAfterSeconds == seconds)
    }
}
