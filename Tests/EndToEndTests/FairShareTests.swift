import Foundation
import JSON
import Testing

@Suite("A host that accepts and never answers", .timeLimit(.minutes(20)))
struct FairShareTests {
    private static let count = 600

    @Test("is listed with the slots that there are, in which an executor that died does not count for long")
    func listed() async throws {
        let small = ["CARILLON_CONCURRENCY": "16"]
        try await withStack(StackOptions(executors: [small, small])) { stack in
            try await Receiver.with { silent in
                silent.answer(.held)
                _ = try await Burst.create(
                    (0..<60).map { _ in .webhook(silent.url(), #""timeout_seconds":600"#) }, in: stack)
                // Each leaves one of its slots to messages.
                try await wait(until: "both executors count") {
                    try await stack.client.sharedSlots == 30
                } instead: {
                    "\(try await stack.client.request("GET", "/limits"))"
                }
                await stack.executors[1].kill()
                try await wait(until: "one counts", timeout: .seconds(100)) {
                    try await stack.client.sharedSlots == 15
                } instead: {
                    "\(try await stack.client.request("GET", "/limits"))"
                }
            }
        }
    }

    @Test("holds up no other host, also with 600 webhooks, which end when they are deleted")
    func hanging() async throws {
        try await withStack { stack in
            try await Receiver.with { silent in
                silent.answer(.held)
                let client = stack.client
                let more = #""timeout_seconds":600,"group":"silent""#
                let hanging = try await Burst.create(
                    (0..<Self.count).map { _ in .webhook(silent.url(), more) }, in: stack)
                // Executors have announced that the first take long, and more of them went out.
                try await wait(until: "the host has many requests") { silent.heldCount > 100 }

                let well = try await Burst.create(Burst.webhooks(300, to: stack.receiver), in: stack)
                try await client.waitUntilCompleted(well)
                #expect(stack.receiver.count == 300)
                #expect(silent.count < Self.count)
                #expect(try await client.ids("completed").count == 300)

                let waiting = try await client.page("status=scheduled&group=silent&limit=1").tasks
                let id = try #require(waiting.first?["task_id"]?.string)
                #expect(try await client.task(id)["waiting"]?["reason"]?.string == "fair_share")

                // One of them alone, then all that are left.
                #expect(try await client.delete(hanging[0]).status == 200)
                try await wait(until: "it is not under way") {
                    silent.abandoned.contains { $0.taskID == hanging[0] }
                        || !silent.requests.contains { $0.taskID == hanging[0] }
                }
                var isLeft = true
                while isLeft {
                    let answer = try await client.request("DELETE", "/tasks?group=silent&confirm=true")
                    #expect(answer.status == 200, "\(answer)")
                    isLeft = answer.json?["more"] == .bool(true)
                }
                try await wait(until: "all requests were broken off") {
                    silent.abandoned.count == silent.count
                }
                let last = try await client.create(.webhook(stack.receiver.url()))
                try await client.wait(for: last, toBe: "completed")
                try await wait(until: "nothing is outstanding") {
                    let answer = try await client.request("GET", "/actions")
                    let actions = answer.json?["actions"]?.array ?? []
                    return actions.first { $0["action"]?.string == "webhook" }?["outstanding"]?.int == 0
                }
            }
        }
    }
}
