import HTTPEngine
import JSON
import Synchronization
import TaskModel
import TestSupport
import Testing
import TimekeepingTesting

/// The URL that counts for limits and that is shown is the one that libcurl sends.
@Suite("The URL of a webhook", .timeLimit(.minutes(5)))
struct WebhookURLTests {
    /// Names of this machine.
    private static let hosts = [
        "127.0.0.1", "0x7f.1", "2130706433", "017700000001", "127.1", "%31%32%37.0.0.1", "１２７.0.0.1",
        "[::ffff:127.0.0.1]",
        "[::FFFF:7f00:0001]", "localhost", "LOCALHOST", "localhost.", "127.0.0.1.", "ｌocalhost",
    ]
    private static let pieces = [
        "a", "Z", "0", "/", "/", "/", "..", ".", "%2e", "%2E%2e", "%", "%zz", "%c3%bc", "%C3", "?", "?", "=", "&", "+",
        ";", ",", "@", ":", "//", "|", "^", "`", "{", "}", "<", ">", "\"", "'", "[", "]", "[]", "~", "!", "$", "*", "ä",
        "日", "é\u{301}", "🏳️‍🌈", "#", "%23", "%00", "%0d%0a", "%20", "\u{202E}",
    ]

    @Test("goes out as it is counted")
    func wire() async throws {
        let heads = Mutex<[String]>([])
        let server = try ScriptedServer { connection in
            while let head = connection.readRequest() {
                heads.withLock { $0.append(head) }
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            }
        }
        let engine = HTTPEngine()
        var random = SeededGenerator(seed: 24)
        var urls = Self.hosts.map { "http://\($0):\(server.port)" }
        for _ in 0..<500 {
            let host = Self.hosts.randomElement(using: &random)!
            let count = Int.random(in: 0...12, using: &random)
            let path = (0..<count).map { _ in Self.pieces.randomElement(using: &random)! }.joined()
            urls.append("HTTP://\(host):0\(server.port)/\(path)")
        }
        urls.append("http://127.0.0.1:\(server.port)/" + String(repeating: "x", count: 8000))
        urls.append("http://127.0.0.1:\(server.port)/?" + String(repeating: "ü", count: 1300))
        for url in urls {
            let payload = try WebhookPayload(RawJSON(validating: Array(JSONWriter.object { $0.field("url", url) })))
            heads.withLock { $0 = [] }
            let request = HTTPRequest(
                method: "POST", url: payload.url, body: [], timeout: .seconds(60), keptBody: 1, readBody: 1)
            #expect(try await engine.execute(request).status == 200, "\(url)")
            let lines = heads.withLock { $0 }.first?.split(separator: "\r\n") ?? []
            let rest = payload.url.dropFirst("http://".count)
            let slash = try #require(rest.firstIndex(of: "/"))
            #expect(lines.first == "POST \(rest[slash...]) HTTP/1.1", "\(url)")
            #expect(lines.contains("Host: \(rest[..<slash])"), "\(url)")
            #expect(!rest.contains("#"))
            let host = try #require(WebhookHost(url: url))
            #expect(host == WebhookHost(url: payload.url) && ["127.0.0.1", "localhost"].contains(host.host), "\(url)")
        }
        await engine.shutDown()
        server.stop()
    }
}
