import Testing

@testable import HTTPEngine

/// Malformed responses of receivers.
@Suite("An answer", .timeLimit(.minutes(5)))
struct BrokenAnswerTests {
    private func answer(_ text: String) async throws -> Result<HTTPResponse, HTTPFailure> {
        let server = try PrefilledServer(isHTTP2: false)
        var configuration = HTTPEngine.Configuration()
        configuration.openSocket = { server.open($0) }
        let engine = HTTPEngine(configuration)
        server.fill([80: [Array(text.utf8)]])
        let request = HTTPRequest(
            method: "POST", url: "http://127.0.0.1/", body: Array("{}".utf8), timeout: .seconds(60), keptBody: 8,
            readBody: 64)
        let result: Result<HTTPResponse, HTTPFailure>
        do { result = .success(try await engine.execute(request)) } catch { result = .failure(error) }
        await engine.shutDown()
        server.clear()
        server.stop()
        return result
    }

    @Test(
        "whose body breaks off keeps its status, and what came of the body",
        arguments: [
            ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello", 200),
            ("HTTP/1.1 500 Oh\r\nContent-Length: 9\r\n\r\nhello", 500),
            ("HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n", 204),
            ("HTTP/1.1 201 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n", 201),
            ("HTTP/1.1 503 Oh\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhello", 503),
        ])
    func breaksOff(_ text: String, _ status: Int) async throws {
        let response = try await answer(text).get()
        #expect(response.status == status)
        guard status != 204 else { return }
        #expect(response.body == Array("hello".utf8))
        guard case .broken = response.bodyEnd else {
            Issue.record("\(response.bodyEnd)")
            return
        }
    }

    @Test("with more than is kept says so, and one that ends well is whole")
    func ends() async throws {
        #expect(try await answer("HTTP/1.1 200 OK\r\n\r\n123456789").get().bodyEnd == .cut)
        let long = String(repeating: "x", count: 100)
        #expect(try await answer("HTTP/1.1 200 OK\r\n\r\n\(long)").get().bodyEnd == .cut)
        #expect(try await answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").get().bodyEnd == .complete)
    }

    @Test(
        "that is none is a failure",
        arguments: [
            "HTTP/1.1 000 X\r\n\r\n", "HTTP/1.1 099 X\r\n\r\n", "HTTP/1.1 600 X\r\n\r\n", "HTTP/1.1 10000 X\r\n\r\n",
            "hello", "HTTP/1.1 101 X\r\nUpgrade: x\r\n\r\nhello", "HTTP/1.1 200 OK\r\n: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nhi",
            "HTTP/1.1 200 OK\r\n" + String(repeating: "A: b\r\n", count: 101) + "\r\n",
            "HTTP/1.1 200 OK\r\nA: " + String(repeating: "b", count: 66_000) + "\r\n\r\n",
        ])
    func isNone(_ text: String) async throws {
        guard case .failure(let failure) = try await answer(text) else {
            Issue.record("it was taken")
            return
        }
        #expect(failure.code == .invalidResponse)
    }

    @Test("that does not come is a closed connection")
    func closed() async throws {
        guard case .failure(let failure) = try await answer("") else {
            Issue.record("it was taken")
            return
        }
        #expect(failure.code == .closed)
    }

    @Test("may have interim answers and folded fields before it")
    func odd() async throws {
        let interim = String(repeating: "HTTP/1.1 103 Hints\r\nA: b\r\n\r\n", count: 500)
        #expect(try await answer(interim + "HTTP/1.1 200 OK\r\n\r\nok").get().status == 200)
        #expect(try await answer("HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n").get().first("a") == "b c")
    }
}
