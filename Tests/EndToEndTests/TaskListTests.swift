import Foundation
import JSON
import Testing

@Suite("Tasks", .timeLimit(.minutes(20)))
struct TaskListTests {
    @Test("that are deleted never run and are gone")
    func deletion() async throws {
        try await withStack { stack in
            let due = Date(timeIntervalSinceNow: 2)
            let deleted = try await stack.client.create(.webhook(stack.receiver.url("/deleted"), at: due))
            let answer = try await stack.client.delete(deleted)
            #expect(answer.status == 200)
            #expect(answer.json == (try JSONValue(parsing: #"{"message":"Task deleted successfully"}"#.utf8)))
            let get = try await stack.client.request("GET", "/tasks/\(deleted)")
            #expect(get.status == 404)
            #expect(get.headers["content-type"] == "application/problem+json")
            #expect(try await stack.client.delete(deleted).status == 404)

            // One that is due later has run, so the deleted one would have.
            let witness = try await stack.client.create(
                .webhook(stack.receiver.url("/witness"), at: due.addingTimeInterval(0.5)))
            try await stack.client.wait(for: witness, toBe: "completed")
            #expect(stack.receiver.requests.map(\.path) == ["/witness"])
        }
    }

    @Test("are listed page by page in the order of their times, without gaps and doubles")
    func pages() async throws {
        try await withStack { stack in
            let start = Date(timeIntervalSinceNow: 3600)
            // Three of them share each time, so that pages end between equals.
            let drafts = (0..<250).map { index in
                TaskDraft.webhook(stack.receiver.url(), at: start.addingTimeInterval(Double(index / 3)))
            }
            let ids = try await Burst.create(drafts.shuffled(), in: stack)

            let standard = try await stack.client.page()
            #expect(standard.tasks.count == 100)
            #expect(standard.next != nil)

            let pages = try await stack.client.pages("limit=60")
            #expect(pages.map(\.count) == [60, 60, 60, 60, 10])
            let listed = pages.flatMap { $0 }
            #expect(listed.compactMap { $0["task_id"]?.string }.sorted() == ids.sorted())
            let times = listed.compactMap { $0["run_at"]?.string }
            #expect(times == drafts.map(\.runAt))

            let all = try await stack.client.page("limit=1000")
            #expect(all.tasks.count == 250)
            #expect(all.next == nil)
        }
    }

    @Test("are listed by status")
    func status() async throws {
        try await withStack { stack in
            let done = try await stack.client.create(.webhook(stack.receiver.url()))
            let later = try await stack.client.create(
                .webhook(stack.receiver.url(), at: Date(timeIntervalSinceNow: 3600)))
            try await stack.client.wait(for: done, toBe: "completed")
            #expect(try await stack.client.ids("completed") == [done])
            #expect(try await stack.client.ids("scheduled") == [later])
            for status in ["running", "failed", "paused"] { #expect(try await stack.client.ids(status) == []) }
            #expect(try await stack.client.page().tasks.compactMap { $0["task_id"]?.string } == [done, later])
        }
    }

    @Test("come in pages of at most 4 MiB")
    func largePages() async throws {
        try await withStack { stack in
            let later = Date(timeIntervalSinceNow: 3600)
            let data = "\"" + String(repeating: "x", count: 200_000) + "\""
            let drafts = (0..<30).map { _ in TaskDraft.webhook(stack.receiver.url(), data: data, at: later) }
            let ids = try await Burst.create(drafts, in: stack)
            let answer = try await stack.client.request("GET", "/tasks?limit=1000")
            #expect(answer.status == 200)
            #expect(answer.body.utf8.count <= 4 * 1024 * 1024 + 300_000)
            let listed = try await stack.client.pages("limit=1000").joined().compactMap { $0["task_id"]?.string }
            #expect(listed.sorted() == ids.sorted())
        }
    }
}
