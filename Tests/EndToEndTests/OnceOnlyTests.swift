import Foundation
import JSON
import Testing

@Suite("A task that must be there once", .timeLimit(.minutes(20)))
struct OnceOnlyTests {
    @Test("is made once for an idempotency key, also when the scheduler is killed")
    func idempotencyKey() async throws {
        try await withStack { stack in
            let draft = TaskDraft.webhook(stack.receiver.url(), at: Date(timeIntervalSinceNow: 3600))
            let first = try await stack.client.post(draft, key: "order-1")
            #expect(first.status == 201, "\(first)")
            #expect(first.headers["idempotent-replayed"] == nil)
            try await stack.scheduler.crash()
            var again = try await stack.client.post(draft, key: "order-1")
            try await wait(until: "the scheduler answers") {
                if again.status == 503 { again = try await stack.client.post(draft, key: "order-1") }
                return again.status != 503
            }
            #expect(again.status == 201, "\(again)")
            #expect(again.headers["idempotent-replayed"] == "true")
            #expect(again.body == first.body)
            #expect(again.headers["location"] == first.headers["location"])
            var other = draft
            other.more = #""timeout_seconds":7"#
            let conflict = try await stack.client.post(other, key: "order-1")
            #expect(conflict.status == 409, "\(conflict)")
            #expect(conflict.pointers == ["Idempotency-Key"])
            let bad = try await stack.client.post(draft, key: String(repeating: "k", count: 256))
            #expect(bad.status == 400, "\(bad)")
            #expect(try await stack.client.page().tasks.count == 1)
        }
    }

    @Test("has its name alone while it lives, and PUT puts another in its place")
    func name() async throws {
        try await withStack { stack in
            let later = Date(timeIntervalSinceNow: 3600)
            let draft = TaskDraft.webhook(stack.receiver.url(), at: later, #""name":"nightly""#)
            let first = try await stack.client.create(draft)
            let second = try await stack.client.post(draft)
            #expect(second.status == 409, "\(second)")
            #expect(second.pointers == ["/name"])
            #expect(try await stack.client.task(first)["name"]?.string == "nightly")

            let path = "/tasks/by-name/nightly"
            let same = try await stack.client.request("PUT", path, body: draft.json)
            #expect(same.status == 200, "\(same)")
            #expect(same.json?["task_id"]?.string == first)
            let now = TaskDraft.webhook(stack.receiver.url("/now"))
            let replaced = try await stack.client.request("PUT", path, body: now.json)
            #expect(replaced.status == 200, "\(replaced)")
            let id = try #require(replaced.json?["task_id"]?.string)
            #expect(id != first)
            #expect(try await stack.client.request("GET", "/tasks/\(first)").status == 404)
            try await stack.client.wait(for: id, toBe: "completed")
            // It has ended: the name is free.
            #expect(try await stack.client.request("GET", path).status == 404)
            let third = try await stack.client.request("PUT", path, body: draft.json)
            #expect(third.status == 201, "\(third)")
            #expect(try await stack.client.request("GET", path).json?["task"]?["name"]?.string == "nightly")
            #expect(try await stack.client.request("DELETE", path).status == 200)
            #expect(try await stack.client.request("DELETE", path).status == 404)
        }
    }

    @Test("runs however late, but not after it has expired")
    func expiry() async throws {
        try await withStack { stack in
            await stack.scheduler.kill()
            try await stack.scheduler.start()
            try await stack.waitUntilReady()
            let due = Date(timeIntervalSinceNow: 1)
            let expiring = try await stack.client.create(
                .webhook(
                    stack.receiver.url("/late"), at: due,
                    #""expires_at":"\#(Date(timeInterval: 1, since: due).rfc3339)""#))
            let patient = try await stack.client.create(.webhook(stack.receiver.url("/late"), at: due))
            await stack.scheduler.kill()
            try await wait(until: "it has expired", timeout: .seconds(20)) {
                Date() > Date(timeInterval: 1.5, since: due)
            }
            try await stack.scheduler.start()
            try await stack.waitUntilReady()
            let failed = try await stack.client.wait(for: expiring, toBe: "failed")
            #expect(failed["error"]?["code"]?.string == "expired")
            try await stack.client.wait(for: patient, toBe: "completed")
            #expect(stack.receiver.requests.map(\.taskID) == [patient])
            let runs = try await stack.client.runs(expiring)
            #expect(runs.map { $0["state"]?.string } == ["skipped"])
            let late = try #require(try await stack.client.runs(patient).first)
            #expect(late["late_reason"]?.string == "scheduler_down")
        }
    }
}
