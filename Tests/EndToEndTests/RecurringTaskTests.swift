import Foundation
import Testing

@Suite("A recurring task", .timeLimit(.minutes(20)))
struct RecurringTaskTests {
    @Test("whose time is over runs once now, and again the next day at the same local time")
    func daily() async throws {
        try await withStack { stack in
            let zone = try #require(TimeZone(identifier: "America/New_York"))
            let draft = TaskDraft.webhook(
                stack.receiver.url(), at: Date(timeIntervalSinceNow: -1),
                #""recurrence":"daily","timezone":"America/New_York""#)
            let id = try await stack.client.create(draft)
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = zone
            let due = try Date(rfc3339: draft.runAt)
            let next = try #require(calendar.date(byAdding: .day, value: 1, to: due))

            try await wait(until: "its result is recorded") {
                try await stack.client.task(id)["last_run"]?["state"]?.string == "succeeded"
            }
            let task = try await stack.client.task(id)
            #expect(task["status"]?.string == "scheduled")
            #expect(task["recurrence"]?.string == "daily")
            #expect(task["timezone"]?.string == "America/New_York")
            let runAt = try Date(rfc3339: try #require(task["run_at"]?.string))
            #expect(abs(runAt.timeIntervalSince(next)) < 0.001)
            #expect(task["last_run"]?["scheduled_for"]?.string == draft.runAt)
            #expect(stack.receiver.requests.map(\.idempotencyKey) == ["\(id)/\(draft.runAt)"])
        }
    }
}
