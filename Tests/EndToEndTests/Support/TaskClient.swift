import AsyncHTTPClient
import Foundation
import JSON
import NIOCore
import NIOHTTP1

/// A client of the HTTP API.
struct TaskClient: Sendable {
    struct Unexpected: Error, CustomStringConvertible {
        var description: String
    }

    let base: String
    /// How long an answer may take.
    var patience = TimeAmount.seconds(20)
    /// How often a request is sent in all that the scheduler does not answer in time: where other tests have all cores,
    /// that can take longer than the API waits, and nothing was done then.
    var tries = 5
    /// What every request has.
    var headers: [String: String] = [:]

    func request(
        _ method: String, _ path: String, body: String? = nil, contentType: String? = "application/json",
        headers: [String: String] = [:]
    ) async throws -> HTTPAnswer {
        var answer = try await requestOnce(method, path, body: body, contentType: contentType, headers: headers)
        for _ in 1..<tries where answer.status == 503 && answer.body.contains("did not answer in time") {
            answer = try await requestOnce(method, path, body: body, contentType: contentType, headers: headers)
        }
        return answer
    }

    private func requestOnce(
        _ method: String, _ path: String, body: String?, contentType: String?, headers: [String: String]
    ) async throws -> HTTPAnswer {
        var request = HTTPClientRequest(url: base + path)
        request.method = HTTPMethod(rawValue: method)
        for (name, value) in self.headers { request.headers.add(name: name, value: value) }
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body {
            request.body = .bytes(ByteBuffer(string: body))
            if let contentType { request.headers.add(name: "Content-Type", value: contentType) }
        }
        let response = try await HTTPClient.shared.execute(request, timeout: patience)
        let text = try await response.body.collect(upTo: 64 * 1024 * 1024)
        let headers = response.headers.map { ($0.name.lowercased(), $0.value) }
        return HTTPAnswer(
            status: Int(response.status.code), headers: Dictionary(headers, uniquingKeysWith: { $0 + ", " + $1 }),
            body: String(buffer: text))
    }

    /// - Parameter key: the idempotency key.
    func post(_ draft: TaskDraft, key: String? = nil) async throws -> HTTPAnswer {
        try await request(
            "POST", "/tasks", body: draft.json, headers: key.map { ["Idempotency-Key": $0] } ?? [:])
    }

    /// The history of a task, newest first.
    func runs(_ id: String) async throws -> [JSONValue] {
        let answer = try await request("GET", "/tasks/\(id)/runs")
        guard answer.status == 200, let runs = answer.json?["runs"]?.array else {
            throw Unexpected(description: "GET /tasks/\(id)/runs: \(answer)")
        }
        return runs
    }

    /// The first page of the dead runs that match.
    func dead(_ query: String = "") async throws -> [JSONValue] {
        let answer = try await request("GET", "/dead?\(query)")
        guard answer.status == 200, let dead = answer.json?["dead"]?.array else {
            throw Unexpected(description: "GET /dead?\(query): \(answer)")
        }
        return dead
    }

    /// - Returns: the id of the new task.
    func create(_ draft: TaskDraft) async throws -> String {
        let answer = try await post(draft)
        guard answer.status == 201, let id = answer.json?["task_id"]?.string else {
            throw Unexpected(description: "POST /tasks: \(answer)")
        }
        return id
    }

    func task(_ id: String) async throws -> JSONValue {
        let answer = try await request("GET", "/tasks/\(id)")
        guard answer.status == 200, let task = answer.json?["task"] else {
            throw Unexpected(description: "GET /tasks/\(id): \(answer)")
        }
        return task
    }

    func delete(_ id: String) async throws -> HTTPAnswer {
        try await request("DELETE", "/tasks/\(id)")
    }

    /// A page of the list.
    func page(_ query: String = "") async throws -> (tasks: [JSONValue], next: String?) {
        let answer = try await request("GET", "/tasks?\(query)")
        guard answer.status == 200, let json = answer.json, let tasks = json["tasks"]?.array else {
            throw Unexpected(description: "GET /tasks?\(query): \(answer)")
        }
        return (tasks, json["next_cursor"]?.string)
    }

    /// Every page of the list.
    func pages(_ query: String) async throws -> [[JSONValue]] {
        var (tasks, next) = try await page(query)
        var pages = [tasks]
        while let cursor = next {
            (tasks, next) = try await page(query + "&cursor=\(cursor)")
            pages.append(tasks)
        }
        return pages
    }

    /// The ids of all tasks with a status.
    func ids(_ status: String) async throws -> [String] {
        try await pages("status=\(status)&limit=1000").joined().compactMap { $0["task_id"]?.string }
    }

    /// Waits until a task has a status.
    @discardableResult
    func wait(
        for id: String, toBe status: String, timeout: Duration = .seconds(90),
        isolation: isolated (any Actor)? = #isolation
    ) async throws -> JSONValue {
        var task = JSONValue.null
        try await EndToEndTests.wait(
            until: "task \(id) is \(status)", timeout: timeout, isolation: isolation
        ) {
            // That the scheduler or the broker can't be reached now says nothing of the task.
            let answer = try await request("GET", "/tasks/\(id)")
            if answer.status == 503 { return false }
            guard answer.status == 200, let found = answer.json?["task"] else {
                throw Unexpected(description: "GET /tasks/\(id): \(answer)")
            }
            task = found
            return task["status"]?.string == status
        } instead: {
            "\(task)"
        }
        return task
    }
}
