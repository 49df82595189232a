import Foundation
import JSON
import TestSupport
import Testing

/// What the API says on a connection, byte by byte.
@Suite("A connection to the API", .timeLimit(.minutes(20)))
struct EdgeTests {
    private static let patience = Duration.seconds(60)
    private static let task = #"{"action":"later","payload":1,"in":"PT1H"}"#

    /// Sends a text and waits for an answer that has all of `parts`.
    ///
    /// - Returns: all that came.
    private func ask(_ stack: Stack, _ text: String, until parts: String..., closed: Bool = false) async throws
        -> String
    {
        let connection = try await RawConnection.open(port: try #require(URL(string: stack.client.base)?.port))
        defer { connection.close() }
        connection.send(text)
        let isThere = try await eventually(timeout: Self.patience) {
            parts.allSatisfy(connection.received.contains) && (!closed || connection.isClosed)
        }
        #expect(isThere, "\(text): \(connection.received)")
        return connection.received
    }

    @Test("goes on after HEAD, OPTIONS, and what a path does not take")
    func methods() async throws {
        try await withStack(StackOptions(executors: [])) { stack in
            let paths = ["HEAD /tasks", "HEAD /nothing", "HEAD /openapi.json", "OPTIONS /tasks", "HEAD /events"]
            let requests = paths.map { "\($0) HTTP/1.1\r\nHost: localhost\r\n\r\n" }.joined()
            let received = try await ask(
                stack,
                requests + "DELETE /docs HTTP/1.1\r\nHost: localhost\r\n\r\nGET /healthz HTTP/1.1\r\n"
                    + "Host: localhost\r\n\r\n", until: #"{"status":"ok""#)
            let answers = received.components(separatedBy: "HTTP/1.1 ").dropFirst().map { $0.prefix(3) }
            #expect(answers == ["200", "404", "200", "204", "200", "405", "200"], "\(received)")
            let heads = received.components(separatedBy: "HTTP/1.1 ").dropFirst().prefix(5)
            for head in heads {
                #expect(head.hasSuffix("\r\n\r\n") && !head.contains("{"), "\(head)")
            }
        }
    }

    @Test("answers Expect: 100-continue, and at once what it will not read")
    func expectation() async throws {
        try await withStack(StackOptions(executors: [])) { stack in
            let port = try #require(URL(string: stack.client.base)?.port)
            let head = "POST /tasks HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
            let patient = try await RawConnection.open(port: port)
            for count in 1...2 {
                patient.send(head + "Content-Type: application/json\r\nContent-Length: \(Self.task.utf8.count)\r\n\r\n")
                #expect(
                    try await eventually(timeout: Self.patience) {
                        patient.received.components(separatedBy: "HTTP/1.1 100 Continue\r\n\r\n").count == count + 1
                    }, "\(patient.received)")
                patient.send(Self.task)
                #expect(
                    try await eventually(timeout: Self.patience) {
                        patient.received.components(separatedBy: "HTTP/1.1 201").count == count + 1
                    }, "\(patient.received)")
            }
            patient.close()
            for (fields, status) in [
                ("Content-Type: application/json\r\nContent-Length: 300000", "413"),
                ("Content-Type: text/plain\r\nContent-Length: 10", "415"),
                ("Content-Type: application/json\r\nContent-Length: 10\r\nOrigin: http://evil.example", "403"),
            ] {
                let received = try await ask(stack, head + fields + "\r\n\r\n", until: "\r\n\r\n{", closed: true)
                #expect(received.hasPrefix("HTTP/1.1 \(status) "), "\(received)")
                #expect(received.lowercased().contains("connection: close"), "\(received)")
            }
            // What comes without waiting is not asked for.
            let body = "Content-Type: application/json\r\nContent-Length: \(Self.task.utf8.count)\r\n\r\n\(Self.task)"
            let eager = try await ask(stack, head + body, until: "HTTP/1.1 201")
            #expect(!eager.contains("HTTP/1.1 100"), "\(eager)")
            #expect(try await stack.client.page().tasks.count == 3)
        }
    }

    @Test("needs one Host, and none from clients of HTTP/1.0, who get no chunks")
    func versions() async throws {
        try await withStack(StackOptions(executors: [])) { stack in
            for hosts in [
                "", "Host: localhost\r\nHost: localhost\r\n", "Host: localhost\r\nHost: b\r\n", "Host: a b\r\n",
                "Host: [::1]x\r\n",
            ] {
                let received = try await ask(stack, "GET /tasks HTTP/1.1\r\n\(hosts)\r\n", until: "\r\n\r\n{")
                #expect(received.hasPrefix("HTTP/1.1 400 "), "\(hosts): \(received)")
            }
            let old = try await ask(stack, "GET /tasks HTTP/1.0\r\n\r\n", until: "tasks", closed: true)
            #expect(old.hasPrefix("HTTP/1.0 200 ") && !old.lowercased().contains("chunked"), "\(old)")

            let port = try #require(URL(string: stack.client.base)?.port)
            let listener = try await RawConnection.open(port: port)
            listener.send("GET /events HTTP/1.0\r\nLast-Event-ID: \r\n\r\n")
            #expect(try await eventually(timeout: Self.patience) { listener.received.contains(": open\n\n") })
            let id = try await stack.client.create(.custom("later", at: Date(timeIntervalSinceNow: 3600)))
            #expect(try await eventually(timeout: Self.patience) { listener.received.contains(id) })
            let parts = listener.received.components(separatedBy: "\r\n\r\n")
            let (head, body) = (parts[0].lowercased(), parts.dropFirst().joined(separator: "\r\n\r\n"))
            #expect(head.hasPrefix("http/1.0 200") && !head.contains("transfer-encoding"), "\(head)")
            #expect(head.contains("cache-control: no-cache, no-transform"), "\(head)")
            // Nothing but the stream: a chunk would begin with its length.
            #expect(body.hasPrefix("retry: "), "\(body)")
            for line in body.split(separator: "\n") {
                #expect(["retry:", ":", "id:", "event:", "data:"].contains { line.hasPrefix($0) }, "\(line)")
            }
            listener.close()
        }
    }

    @Test("ends with a head that others may understand otherwise, and lives on after the strangest numbers")
    func unclear() async throws {
        try await withStack(StackOptions(executors: [])) { stack in
            let host = "Host: localhost\r\n"
            let chunk = "\(String(Self.task.utf8.count, radix: 16))\r\n\(Self.task)\r\n0\r\n\r\n"
            let post = "POST /tasks HTTP/1.1\r\n\(host)Content-Type: application/json\r\n"
            let next = "GET /healthz HTTP/1.1\r\n\(host)\r\n"
            for head in [
                post + "Transfer-Encoding: identity, chunked\r\n", post + "Transfer-Encoding: gzip, chunked\r\n",
                post + "Transfer-Encoding: chunked, identity\r\n", post + "Transfer-Encoding: xchunked\r\n",
                post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                post + "Content-Length: 5\r\nContent-Length: 6\r\n",
                post.replacing("HTTP/1.1", with: "HTTP/1.0") + "Transfer-Encoding: chunked\r\n",
                post + "X-A: a\r\n b\r\n", post + "\(host)Transfer-Encoding: chunked\r\n",
            ] {
                let received = try await ask(stack, head + "\r\n" + chunk + next, until: "\r\n\r\n{", closed: true)
                #expect(received.dropFirst("HTTP/1.1".count).hasPrefix(" 400 "), "\(head): \(received)")
                #expect(received.matches(of: #/HTTP/1\.[01] \d{3} /#).count == 1, "\(head): \(received)")
            }
            for (request, status) in [
                ("OPTIONS *", "204"), ("GET http://localhost/tasks?limit=1", "200"), ("GET http://localhost?x", "404"),
                ("GET http://evil.example/tasks", "403"), ("GET /tasks?tag=%zz", "400"), ("GET /tasks?tag=%", "400"),
                ("GET /tasks?tag=%ff", "400"), ("GET /tasks?tag=%C3%A9", "200"),
                ("GET /events?after=9223372036854775807", "422"),
                ("GET /events?after=9223372036854775806", "200"),
            ] {
                let received = try await ask(stack, "\(request) HTTP/1.1\r\n\(host)\r\n", until: "\r\n\r\n")
                #expect(received.hasPrefix("HTTP/1.1 \(status) "), "\(request): \(received)")
            }
            #expect(try await stack.client.page().tasks.isEmpty)
            #expect(stack.services.allSatisfy { !$0.log.contains("Fatal error") })
        }
    }

    @Test("takes nothing that the scheduler or an executor does not take")
    func depths() async throws {
        try await withStack { stack in
            var made: [(id: String, levels: Int)] = []
            // The body, the payload and its data are three levels.
            for levels in [1, 121, 122, 123, 124, 125, 126] {
                let data = String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
                let task = TaskDraft.webhook(stack.receiver.url("/\(levels)"), data: data)
                let answer = try await stack.client.post(task)
                #expect((answer.status == 201) == (levels <= 126), "\(levels): \(answer)")
                let batch = try await stack.client.request("POST", "/tasks/batch?atomic=true", body: "[\(task.json)]")
                #expect(batch.status == 200, "\(levels): \(batch)")
                for id in [answer.json?["task_id"]?.string, batch.json?["results"]?.array?[0]["task_id"]?.string] {
                    made.append((try #require(id), levels))
                }
            }
            for (id, levels) in made {
                try await stack.client.wait(for: id, toBe: "completed")
                let patch = String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
                let edited = try await stack.client.request(
                    "PATCH", "/tasks/\(id)", body: #"{"payload":{"data":\#(patch)}}"#)
                #expect(edited.status == 409, "it has ended: \(edited)")
                #expect(try await stack.client.request("GET", "/tasks/\(id)").body.contains(patch))
            }
            #expect(try await stack.client.page().tasks.count == made.count)
            #expect(stack.receiver.requests(to: "/126").count == 2)
        }
    }
}
