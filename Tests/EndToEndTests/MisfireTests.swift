import Foundation
import GRDB
import JSON
import Testing

/// Days pass by while the scheduler is down: the times in its database are set back.
@Suite("Occurrences that came due while the scheduler was down", .timeLimit(.minutes(20)))
struct MisfireTests {
    private static let days = 5

    @Test(
        "run as the policy says, and what does not run is in the history",
        arguments: [
            ("latest", 1, 1), ("skip", 0, 1), ("all", 5, 0),
        ])
    func missed(_ policy: String, _ runs: Int, _ skipped: Int) async throws {
        try await withStack { stack in
            // Due an hour from now, so that it was due an hour from now, five times, when five days have passed.
            let draft = TaskDraft.webhook(
                stack.receiver.url(), at: Date(timeIntervalSinceNow: 3600),
                #""recurrence":"daily","on_missed":"\#(policy)""#)
            let id = try await stack.client.create(draft)
            await stack.scheduler.kill()
            try await letDaysPass(in: stack)
            try await stack.scheduler.start()
            try await stack.waitUntilReady()
            try await wait(until: "they are made up for") {
                let states = try await stack.client.runs(id).map { $0["state"]?.string }
                return states.count { $0 == "succeeded" } == runs && states.count { $0 == "skipped" } == skipped
            }
            let history = try await stack.client.runs(id)
            #expect(history.count == runs + skipped)
            #expect(stack.receiver.count == runs)
            let keys = Set(stack.receiver.requests.map(\.idempotencyKey))
            #expect(keys.count == runs)
            if let missed = history.first(where: { $0["state"]?.string == "skipped" }) {
                #expect(missed["error"]?["code"]?.string == "missed")
                let count = Self.days - runs
                #expect(missed["error"]?["message"]?.string?.contains("\(count) occurrences") == true, "\(missed)")
            }
            let task = try await stack.client.wait(for: id, toBe: "scheduled")
            let next = try Date(rfc3339: try #require(task["run_at"]?.string))
            #expect(next > Date())
        }
    }

    /// Moves everything that the scheduler knows of time five days back.
    private func letDaysPass(in stack: Stack) async throws {
        let database = try DatabaseQueue(path: stack.directory + "/carillon.sqlite")
        try await database.write { db in
            try db.execute(
                sql: """
                    UPDATE tasks SET run_at = run_at - ?1, due_at = due_at - ?1, anchor = anchor - ?1,
                      created_at = created_at - ?1
                    """, arguments: [Self.days * 86_400_000])
        }
        try database.close()
    }
}
