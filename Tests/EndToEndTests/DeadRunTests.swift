import Foundation
import JSON
import Testing

@Suite("A run that fails for the last time", .timeLimit(.minutes(20)))
struct DeadRunTests {
    private static let impatient = #""retry":{"max_attempts":2,"schedule_seconds":[0]}"#

    @Test("is dead, can be put back with its key, and its history tells everything")
    func redriven() async throws {
        try await withStack { stack in
            stack.receiver.answer("/flaky", ReceiverAnswer(status: 500, body: "no"))
            let id = try await stack.client.create(.webhook(stack.receiver.url("/flaky"), Self.impatient))
            try await stack.client.wait(for: id, toBe: "failed")
            let dead = try #require(try await stack.client.dead("action=webhook&error_code=http_status").first)
            #expect(dead["task_id"]?.string == id)
            #expect(dead["attempt"]?.int == 2)
            #expect(dead["output"]?["body"]?.string == "no")
            #expect(try await stack.client.dead("error_code=timeout").isEmpty)
            #expect(try await stack.client.dead("to=2020-01-01T00:00:00Z").isEmpty)

            stack.receiver.answer("/flaky", ReceiverAnswer())
            let run = try #require(dead["run_id"]?.string)
            let answer = try await stack.client.request("POST", "/dead/\(run)/redrive")
            #expect(answer.status == 200, "\(answer)")
            try await stack.client.wait(for: id, toBe: "completed")
            #expect(Set(stack.receiver.requests.map(\.idempotencyKey)).count == 1)
            let again = try await stack.client.request("POST", "/dead/\(run)/redrive")
            #expect(again.status == 409, "\(again)")

            let runs = try await stack.client.runs(id)
            #expect(runs.map { $0["state"]?.string } == ["succeeded", "redriven", "failed"])
            #expect(runs.map { $0["attempt"]?.int } == [1, 2, 1])
            for run in runs {
                for field in ["queued_at", "started_at", "finished_at", "executor"] {
                    #expect(run[field]?.string != nil, "\(field) in \(run)")
                }
                #expect(run["lateness_ms"]?.int != nil)
                #expect(run["duration_ms"]?.int != nil)
            }
        }
    }

    @Test("can be put back or discarded together with others")
    func bulk() async throws {
        try await withStack { stack in
            stack.receiver.answer("/a", ReceiverAnswer(status: 500))
            stack.receiver.answer("/b", ReceiverAnswer(status: 400))
            let a = try await Burst.create(drafts(700, "/a", stack), in: stack)
            _ = try await Burst.create(drafts(20, "/b", stack), in: stack)
            try await wait(until: "all have failed", timeout: .seconds(60)) {
                try await stack.client.ids("failed").count == 720
            }
            stack.receiver.answer("/a", ReceiverAnswer())
            stack.receiver.answer("/b", ReceiverAnswer())
            let redriven = try await stack.client.request("POST", "/dead/redrive", body: #"{"action":"webhook"}"#)
            #expect(redriven.status == 200, "\(redriven)")
            #expect(redriven.json?["redriven"]?.int == 720)
            #expect(redriven.json?["more"] == .bool(false))
            try await wait(until: "all are completed", timeout: .seconds(60)) {
                try await stack.client.ids("completed").count == 720
            }
            #expect(Set(try await stack.client.ids("completed")).isSuperset(of: a))
            let nothing = try await stack.client.request("DELETE", "/dead?confirm=true")
            #expect(nothing.json?["discarded"]?.int == 0)
        }
    }

    @Test("pauses its recurrence where that is wanted, and resuming goes on")
    func pausing() async throws {
        try await withStack { stack in
            stack.receiver.answer("/daily", ReceiverAnswer(status: 500))
            let more = #""recurrence":"daily","on_failure":"pause","retry":{"max_attempts":1}"#
            let id = try await stack.client.create(.webhook(stack.receiver.url("/daily"), more))
            let paused = try await stack.client.wait(for: id, toBe: "paused")
            #expect(try Date(rfc3339: try #require(paused["run_at"]?.string)) > Date())
            #expect(try await stack.client.request("POST", "/tasks/\(id)/resume").status == 200)
            try await stack.client.wait(for: id, toBe: "scheduled")
        }
    }

    @Test("and a filter that means nothing, or a run that is none, gets a clear answer")
    func badRequests() async throws {
        try await withStack(StackOptions(isIdle: true)) { stack in
            let none = "01970000-0000-7000-8000-000000000000"
            let cases: [(String, String, String?, Int, [String])] = [
                ("GET", "/dead?action=a%20b", nil, 422, ["action"]),
                ("GET", "/dead?from=yesterday", nil, 422, ["from"]),
                ("GET", "/dead?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", nil, 422, ["to"]),
                ("GET", "/dead?color=red", nil, 422, ["color"]),
                ("GET", "/dead?cursor=x", nil, 422, ["cursor"]),
                ("POST", "/dead/redrive", "", 400, []),
                ("POST", "/dead/redrive", #"{"colour":1}"#, 422, ["/colour"]),
                ("POST", "/dead/redrive", #"{"from":7}"#, 422, ["/from"]),
                ("DELETE", "/dead", nil, 422, ["confirm"]),
                ("POST", "/dead/\(none)/redrive", nil, 404, []),
                ("POST", "/dead/7/redrive", nil, 400, ["run_id"]),
                ("DELETE", "/dead/\(none)", nil, 404, []),
                ("GET", "/tasks/\(none)/runs", nil, 404, []),
                ("POST", "/tasks/\(none)/pause", nil, 404, []),
            ]
            for (method, path, body, status, pointers) in cases {
                let answer = try await stack.client.request(method, path, body: body)
                #expect(answer.status == status, "\(method) \(path): \(answer)")
                #expect(answer.pointers == pointers, "\(method) \(path): \(answer)")
            }
        }
    }

    private func drafts(_ count: Int, _ path: String, _ stack: Stack) -> [TaskDraft] {
        (0..<count).map { _ in .webhook(stack.receiver.url(path), #""retry":{"max_attempts":1}"#) }
    }
}
