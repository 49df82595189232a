import Glibc
import Testing

@testable import HTTPEngine

/// Responses that are read while they come.
@Suite("A stream", .timeLimit(.minutes(5)))
struct StreamTests {
    private struct Enough: Error {}

    private static func stream<Result>(
        _ answer: [UInt8], silence: Duration? = nil, _ body: (HTTPEngine, HTTPRequest) async throws -> Result
    ) async throws -> Result {
        let server = try PrefilledServer(isHTTP2: false)
        var configuration = HTTPEngine.Configuration()
        configuration.openSocket = { server.open($0) }
        let engine = HTTPEngine(configuration)
        server.fill([80: [answer]])
        var request = HTTPRequest(url: "http://127.0.0.1/", keptBody: 1, readBody: 1)
        request.silence = silence
        let result: Swift.Result<Result, any Error>
        do { result = .success(try await body(engine, request)) } catch { result = .failure(error) }
        await engine.shutDown()
        server.clear()
        server.stop()
        return try result.get()
    }

    private static let large = (0..<4 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 7) }

    @Test("comes whole, in order and in parts of bounded size to a slow reader")
    func whole() async throws {
        let head = Array("HTTP/1.1 200 OK\r\nContent-Length: \(Self.large.count)\r\nX: y\r\n\r\n".utf8)
        try await Self.stream(head + Self.large) { engine, request in
            var (came, largest) = ([UInt8](), 0)
            let end = try await engine.stream(request) { response, bytes in
                #expect(response.status == 200 && response.first("x") == "y")
                came += bytes
                largest = max(largest, bytes.count)
                for _ in 0..<100 { await Task.yield() }
                return true
            }
            #expect(end?.status == 200 && end?.bodyEnd == .complete)
            #expect(came == Self.large)
            #expect(largest < 2 * BodyPipe.limit)
        }
    }

    @Test("ends when the reader has enough, or throws")
    func enough() async throws {
        let answer = Array("HTTP/1.1 200 OK\r\n\r\n".utf8) + Self.large
        #expect(try await Self.stream(answer) { try await $0.stream($1) { _, _ in false } } == nil)
        await #expect(throws: Enough.self) {
            try await Self.stream(answer) { try await $0.stream($1) { _, _ in throw Enough() } }
        }
    }

    @Test("ends when the task is cancelled")
    func cancelled() async throws {
        let answer = Array("HTTP/1.1 200 OK\r\n\r\n".utf8) + Self.large
        let failure = await #expect(throws: HTTPFailure.self) {
            try await Self.stream(answer) { engine, request in
                try await withThrowingTaskGroup { group in
                    let (started, isStarted) = AsyncStream.makeStream(of: Void.self)
                    group.addTask {
                        try await engine.stream(request) { _, _ in
                            isStarted.finish()
                            while !Task.isCancelled { await Task.yield() }
                            return true
                        }
                    }
                    for await _ in started {}
                    group.cancelAll()
                    // A response that breaks off is one, too: it has a status.
                    if case .broken(let failure)? = try await group.next()??.bodyEnd { throw failure }
                }
            }
        }
        #expect(failure?.code == .cancelled)
    }

    @Test("without a body has an end, and one that breaks off says so")
    func ends() async throws {
        let empty = Array("HTTP/1.1 204 No\r\n\r\n".utf8)
        #expect(try await Self.stream(empty) { try await $0.stream($1) { _, _ in true } }?.status == 204)
        let short = Array("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello".utf8)
        let end = try await Self.stream(short) { try await $0.stream($1) { _, bytes in bytes == Array("hello".utf8) } }
        guard case .broken? = end?.bodyEnd else {
            Issue.record("\(String(describing: end))")
            return
        }
        await #expect(throws: HTTPFailure.self) {
            try await Self.stream(Array("hello".utf8)) { try await $0.stream($1) { _, _ in true } }
        }
    }

    @Test("that is silent ends")
    func silent() async throws {
        // A listener that accepts connections and never responds.
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 4) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        try #require(isListening)
        let engine = HTTPEngine()
        var request = HTTPRequest(
            url: "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))/", keptBody: 1, readBody: 1)
        request.silence = .seconds(1)
        let failure = await #expect(throws: HTTPFailure.self) { try await engine.stream(request) { _, _ in true } }
        #expect(failure?.code == .timeout && failure?.message == "sent nothing for 1 s")
        await engine.shutDown()
    }
}
