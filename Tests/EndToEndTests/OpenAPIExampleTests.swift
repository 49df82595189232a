import Foundation
import JSON
import TestSupport
import Testing

/// Makes the server send each response that the OpenAPI document has an example of, and compares the two.
@Suite("The examples of responses in the OpenAPI document", .timeLimit(.minutes(10)))
struct OpenAPIExampleTests {
    /// So that the keys which the test makes shut nobody out.
    private static let key = "ck_examples-of-the-openapi-document"

    @Test("are what the server sends")
    func responses() async throws {
        try await withStack(StackOptions(common: ["CARILLON_ADMIN_KEY": Self.key])) { stack in
            var client = stack.client
            client.headers = ["Authorization": "Bearer \(Self.key)"]
            let examples = try ResponseExamples(try await client.request("GET", "/openapi.json"), client)
            try await compareTasks(examples, stack)
            try await compareNamedTasks(examples)
            try await compareBackfills(examples, stack)
            try await compareDeadRuns(examples, stack)
            try await compareEvents(examples, stack)
            try await compareOthers(examples)
            #expect(examples.left == [], "examples that were not compared")
        }
    }

    // MARK: - Tasks

    /// The example of a task is made again from its own fields, so the server must show each of them as it is there.
    private func compareTasks(_ examples: ResponseExamples, _ stack: Stack) async throws {
        let client = examples.client
        stack.receiver.answer(ReceiverAnswer(status: 204))
        let task = try #require(examples["GET /tasks/{task_id}", 200]?["task"])
        var fields = try examples.definition(of: task)
        fields["payload"] = ["url": .string(stack.receiver.url()), "data": ["message": "Hello"]]
        let definition = JSONValue.object(fields.map { .init(key: $0.key, value: $0.value) }).compact
        let created = try await examples.compare("POST /tasks", 201, body: definition)
        let id = try #require(created["task_id"]?.string)
        try await examples.compare("POST /tasks/{task_id}/run", 202, id)
        try await wait(until: "the run is over") {
            try await client.task(id)["last_run"]?["state"]?.string == "succeeded"
        }
        // What a client gives is shown as it was given, and the rest has the same form.
        try await examples.compare("GET /tasks/{task_id}", 200, id, exact: Set(fields.keys).subtracting(["payload"]))
        try await examples.compare("GET /tasks/{task_id}/runs", 200, id)
        try await examples.compare("POST /tasks/{task_id}/pause", 200, id)
        try await examples.compare("POST /tasks/{task_id}/resume", 200, id)
        try await examples.compare("DELETE /tasks/{task_id}", 200, id)
        // Of a task that has not run.
        let new = try await client.request("POST", "/tasks", body: definition)
        let other = try #require(new.json?["task_id"]?.string, "\(new)")
        _ = try await client.create(.webhook(stack.receiver.url(), at: Date(timeIntervalSinceNow: 5e8)))
        try await examples.compare("GET /tasks", 200, query: "?limit=1&count=true&action=webhook&status=scheduled")
        try await examples.compare("GET /tasks/by-name/{name}", 200, "nightly")
        try await examples.compare("PATCH /tasks/{task_id}", 200, other, body: #"{"timeout_seconds":60}"#)
        try await examples.compare("POST /groups/{group}/pause", 200, "billing")
        try await examples.compare("POST /groups/{group}/resume", 200, "billing")
        try await examples.compare(
            "POST /tasks/batch", 200,
            body: #"[{"action":"a","payload":1,"run_at":"2099-01-01T00:00:00Z"},{"action":"a","payload":1}]"#)
        try await examples.compare("DELETE /tasks", 200, query: "?confirm=true")
        try await compareCancellation(examples, stack)
    }

    private func compareCancellation(_ examples: ResponseExamples, _ stack: Stack) async throws {
        let idle = try await examples.client.create(.custom("nobodys", at: Date(timeIntervalSinceNow: 3600)))
        try await examples.compare("POST /tasks/{task_id}/cancel", 200, idle)
        stack.receiver.answer(.held)
        let count = stack.receiver.count
        let busy = try await examples.client.create(.webhook(stack.receiver.url()))
        try await wait(until: "the webhook has arrived") { stack.receiver.count == count + 1 }
        try await examples.compare("POST /tasks/{task_id}/cancel", 202, busy)
        stack.receiver.release()
    }

    private func compareNamedTasks(_ examples: ResponseExamples) async throws {
        let body = #"{"action":"nobodys","payload":1,"run_at":"2099-01-01T00:00:00Z"}"#
        try await examples.compare("PUT /tasks/by-name/{name}", 201, "nightly", body: body)
        try await examples.compare("PUT /tasks/by-name/{name}", 200, "nightly", body: body, example: "unchanged")
        let other = body.replacing("1,", with: "2,")
        try await examples.compare("PUT /tasks/by-name/{name}", 200, "nightly", body: other, example: "replaced")
        try await examples.compare("DELETE /tasks/by-name/{name}", 200, "nightly")
    }

    private func compareBackfills(_ examples: ResponseExamples, _ stack: Stack) async throws {
        let draft = #"{"action":"nobodys","payload":1,"overlap":"allow","recurrence":{"cron":"0 * * * *"}}"#
        let id = try #require(try await examples.client.request("POST", "/tasks", body: draft).json?["task_id"]?.string)
        let range = #""from":"2026-06-01T00:00:00Z","to":"2026-06-02T00:00:00Z","pace_per_second":0.1"#
        try await examples.compare("POST /tasks/{task_id}/backfill", 200, id, body: "{\(range)}")
        try await examples.compare("POST /tasks/{task_id}/backfill", 202, id, body: #"{\#(range),"dry_run":false}"#)
        try await examples.compare("GET /tasks/{task_id}/backfill", 200, id)
        try await examples.compare("DELETE /tasks/{task_id}/backfill", 200, id)
    }

    // MARK: - Runs

    private func compareDeadRuns(_ examples: ResponseExamples, _ stack: Stack) async throws {
        stack.receiver.answer(ReceiverAnswer(status: 500, body: "no"))
        for _ in 0..<2 {
            _ = try await examples.client.create(
                .webhook(stack.receiver.url(), #""retry":{"max_attempts":1}"#))
        }
        try await wait(until: "both are dead") { try await examples.client.dead().count == 2 }
        try await examples.compare("GET /dead", 200, query: "?limit=1", optional: ["next_cursor"])
        let runs = try await examples.client.dead().compactMap { $0["run_id"]?.string }
        try await examples.compare("POST /dead/{run_id}/redrive", 200, runs[0])
        try await examples.compare("DELETE /dead/{run_id}", 200, runs[1])
        try await examples.compare("POST /dead/redrive", 200, body: "{}")
        try await examples.compare("DELETE /dead", 200, query: "?confirm=true")
    }

    private func compareEvents(_ examples: ResponseExamples, _ stack: Stack) async throws {
        let stream = try #require(examples["GET /events", 200]?.string)
        examples.mark("GET /events", 200)
        let line = try #require(stream.split(separator: "\n").first { $0.hasPrefix("data: ") })
        let example = try JSONValue(parsing: line.dropFirst(6).utf8)
        stack.receiver.answer(ReceiverAnswer(status: 204))
        try await EventSource.with(stack, "type=run.finished", key: Self.key) { source in
            _ = try await examples.client.create(.webhook(stack.receiver.url()))
            try await wait(until: "the run is reported") { !source.events.isEmpty }
            let event = try #require(source.events.first)
            #expect(examples.difference(event, example) == [], "GET /events: \(event)")
            #expect(source.comments.contains("open") && stream.contains("\n: open\n"))
        }
    }

    // MARK: - Everything else

    private func compareOthers(_ examples: ResponseExamples) async throws {
        // What the state of the moment decides.
        let changing: Set = [
            "waiting_since", "slowed", "fair_share", "next_due_at", "last_used_at", "groups", "expires_at",
        ]
        let limit = #"{"max_concurrent":10,"per_second":50}"#
        try await examples.compare("PUT /limits/{name}", 200, "host:api.example.com", body: limit, optional: changing)
        try await examples.compare("GET /limits/{name}", 200, "host:api.example.com", optional: changing)
        try await examples.compare("GET /limits", 200, optional: changing)
        try await examples.compare("DELETE /limits/{name}", 200, "host:api.example.com")
        let days = #"["2026-12-25",{"from":"2026-12-27","to":"2027-01-02"}]"#
        try await examples.compare("PUT /calendars/{name}", 200, "holidays-de", body: days, exact: ["entries"])
        try await examples.compare("GET /calendars/{name}", 200, "holidays-de", exact: ["entries"])
        try await examples.compare("GET /calendars", 200)
        try await examples.compare("DELETE /calendars/{name}", 200, "holidays-de")
        let preview = try #require(examples.request("POST /recurrences/preview", "cron"))
        let occurrences: Set = ["occurrences", "description"]
        try await examples.compare("POST /recurrences/preview", 200, body: preview.compact, exact: occurrences)
        let wanted = try #require(examples.request("POST /keys", "ci"))
        let key = try await examples.compare("POST /keys", 201, body: wanted.compact)
        try await examples.compare("GET /keys", 200, optional: changing)
        try await examples.compare("DELETE /keys/{id}", 200, try #require(key["id"]?.string))
        try await examples.compare("GET /actions", 200, optional: changing)
        try await examples.compare("GET /healthz", 200)
        try await examples.compare("GET /readyz", 200)
    }
}

/// The examples of responses in a document, and those of them that were compared.
final class ResponseExamples {
    let client: TaskClient
    private let document: JSONValue
    private var examples: [String: JSONValue] = [:]
    /// The names of the examples that were not compared yet.
    private(set) var left: Set<String> = []

    /// Texts that are the same in each response.
    private static let fixed: Set = ["message", "code", "detail", "pointer", "queue"]
    /// What a client made up: its form is its own.
    private static let free: Set = ["payload", "output"]

    init(_ answer: HTTPAnswer, _ client: TaskClient) throws {
        self.client = client
        document = try #require(answer.json)
        for (path, item) in document["paths"]?.fields ?? [:] {
            for (method, operation) in item.fields {
                for (status, response) in operation["responses"]?.fields ?? [:] {
                    for media in (response["content"]?.fields ?? [:]).values {
                        let name = "\(method.uppercased()) \(path) \(status)"
                        if let example = media["example"] { examples[name] = example }
                        for (example, content) in media["examples"]?.fields ?? [:] {
                            examples["\(name) \(example)"] = content["value"]
                        }
                    }
                }
            }
        }
        left = Set(examples.keys)
        try #require(left.count > 40)
    }

    /// The example of a response; `nil` if there is none.
    subscript(operation: String, status: Int) -> JSONValue? { examples["\(operation) \(status)"] }

    /// The example of a request.
    func request(_ operation: String, _ example: String) -> JSONValue? {
        let words = operation.split(separator: " ").map(String.init)
        let content = document["paths"]?[words[1]]?[words[0].lowercased()]?["requestBody"]?["content"]
        return content?["application/json"]?["examples"]?[example]?["value"]
    }

    /// The fields of a task that a client gives.
    func definition(of task: JSONValue) throws -> [String: JSONValue] {
        let fields = try #require(document["components"]?["schemas"]?["NewTask"]?["properties"]?.fields)
        return task.fields.filter { fields[$0.key] != nil }
    }

    func mark(_ operation: String, _ status: Int) { left.remove("\(operation) \(status)") }

    /// Sends a request, and compares the response with its example.
    ///
    /// - Parameters:
    ///   - parameter: takes the place of the parameter in the path.
    ///   - example: the name of one of several examples.
    ///   - exact: members whose values are the same, too.
    ///   - optional: members that only one of the two may have.
    /// - Returns: the response.
    @discardableResult
    func compare(
        _ operation: String, _ status: Int, _ parameter: String = "", query: String = "", body: String? = nil,
        example name: String? = nil, exact: Set<String> = [], optional: Set<String> = []
    ) async throws -> JSONValue {
        let words = operation.split(separator: " ").map(String.init)
        let path = words[1].replacing(#/\{[a-z_]+\}/#, with: parameter)
        let response = try await client.request(words[0], path + query, body: body)
        let title = ([operation, "\(status)"] + (name.map { [$0] } ?? [])).joined(separator: " ")
        let example = try #require(examples[title], "\(title): there is no such example")
        left.remove(title)
        #expect(response.status == status, "\(operation): \(response)")
        let found = response.json ?? .null
        let differences = difference(found, example, exact: exact, optional: optional)
        #expect(differences == [], "\(title): \(found)")
        return found
    }

    /// The places in which a response and an example differ: in their members, or in the types of these.
    func difference(
        _ found: JSONValue, _ example: JSONValue, at pointer: String = "", exact: Set<String> = [],
        optional: Set<String> = []
    ) -> [String] {
        let name = pointer.split(separator: "/").last.map(String.init) ?? ""
        if exact.contains(name) {
            return found == example ? [] : ["\(pointer): \(found), and in the example \(example)"]
        }
        if Self.free.contains(name) { return [] }
        switch (found, example) {
        case (.object, .object):
            return found.keys.union(example.keys).sorted().flatMap { key -> [String] in
                guard let a = found[key], let b = example[key] else {
                    return optional.contains(key) ? [] : ["\(pointer)/\(key): one of the two does not have it"]
                }
                return difference(a, b, at: pointer + "/" + key, exact: exact, optional: optional)
            }
        case (.array(let elements), .array(let shown)):
            return shown.enumerated().flatMap { index, element -> [String] in
                // Entries of lists are compared by name, and other elements by position.
                let key = ["action", "name"].first { element[$0] != nil && name != "tasks" }
                let same = key.flatMap { key in elements.first { $0[key] == element[key] } }
                guard let other = key == nil ? elements.dropFirst(index).first : same else { return [] }
                return difference(other, element, at: pointer + "/\(index)", exact: exact, optional: optional)
            } + (elements.isEmpty == shown.isEmpty ? [] : ["\(pointer): only one of the two is empty"])
        case (.string(let a), .string(let b)):
            return a == b || !Self.fixed.contains(name) ? [] : ["\(pointer): \(a), and in the example \(b)"]
        case (.number, .number), (.bool, .bool), (.null, .null): return []
        default: return ["\(pointer): \(found), and in the example \(example)"]
        }
    }
}

extension JSONValue {
    /// The members of an object by name; empty for any other value.
    fileprivate var fields: [String: JSONValue] {
        Dictionary((members ?? []).map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    }
}
