import AsyncHTTPClient
import Foundation
import JSON
import NIOCore
import NIOHTTP1
import Synchronization

/// A client of `GET /events` that connects again by itself, as those of browsers do.
final class EventSource: Sendable {
    private struct State {
        var events: [JSONValue] = []
        var comments: [String] = []
        var lastID: String?
        var connections = 0
        /// What is not complete yet.
        var rest = ""
    }

    private let url: String
    private let key: String?
    private let state: Mutex<State>

    private init(_ url: String, key: String?, after id: Int?) {
        self.url = url
        self.key = key
        state = Mutex(State(lastID: id.map(String.init)))
    }

    /// Calls `body` with a client that listens as long, once it is open.
    static func with(
        _ stack: Stack, _ query: String = "", key: String? = nil, after id: Int? = nil,
        isolation: isolated (any Actor)? = #isolation, _ body: (EventSource) async throws -> Void
    ) async throws {
        let source = EventSource(stack.client.base + "/events?" + query, key: key, after: id)
        let listening = Task { await source.listen() }
        defer { listening.cancel() }
        try await wait(until: "the stream is open", isolation: isolation) { source.connections > 0 }
        try await body(source)
    }

    /// All events that came, gaps too.
    var events: [JSONValue] { state.withLock { $0.events } }
    var comments: [String] { state.withLock { $0.comments } }
    /// How often it has connected.
    var connections: Int { state.withLock { $0.connections } }
    var ids: [Int] { events.compactMap { $0["id"]?.int } }

    /// The types of the events of a task, in their order.
    func types(of task: String) -> [String] {
        events.filter { $0["task_id"]?.string == task }.compactMap { $0["type"]?.string }
    }

    private func listen() async {
        while !Task.isCancelled {
            // What breaks it off is part of these tests; then it is opened again.
            try? await read()
            try? await Task.sleep(for: .milliseconds(100))
        }
    }

    private func read() async throws {
        var request = HTTPClientRequest(url: url)
        if let key { request.headers.add(name: "Authorization", value: "Bearer \(key)") }
        if let id = state.withLock({ $0.lastID }) { request.headers.add(name: "Last-Event-ID", value: id) }
        let response = try await HTTPClient.shared.execute(request, deadline: .distantFuture)
        guard response.status == .ok else { return }
        state.withLock { state in
            state.connections += 1
            state.rest = ""
        }
        for try await bytes in response.body { take(String(buffer: bytes)) }
    }

    private func take(_ text: String) {
        state.withLock { state in
            state.rest += text
            let blocks = state.rest.components(separatedBy: "\n\n")
            state.rest = blocks.last ?? ""
            for line in blocks.dropLast().joined(separator: "\n").split(separator: "\n") {
                if line.hasPrefix("id: ") { state.lastID = String(line.dropFirst(4)) }
                if line.hasPrefix(": ") { state.comments.append(String(line.dropFirst(2))) }
                if line.hasPrefix("data: "), let event = try? JSONValue(parsing: line.utf8.dropFirst(6)) {
                    state.events.append(event)
                }
            }
        }
    }
}
