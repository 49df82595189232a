import Foundation
import JSON
import Testing

@Suite("A recurring task", .timeLimit(.minutes(20)))
struct RecurringTaskTests {
    @Test("of every second runs each second until its count is reached")
    func counted() async throws {
        try await withStack { stack in
            let body = """
                {"action":"webhook","payload":{"url":"\(stack.receiver.url())"},"grace_seconds":600,
                 "overlap":"allow","recurrence":{"cron":"* * * * * *","count":4}}
                """
            let answer = try await stack.client.request("POST", "/tasks", body: body)
            #expect(answer.status == 201)
            let id = try #require(answer.json?["task_id"]?.string)
            try await wait(until: "it is completed") {
                try await stack.client.task(id)["status"]?.string == "completed"
            }
            let runs = try await stack.client.runs(id)
            let times = Set(runs.compactMap { $0["scheduled_for"]?.string })
            #expect(times.count == 4)
            #expect(times.allSatisfy { $0.hasSuffix(".000Z") })
            #expect(stack.receiver.requests.count >= 4)
        }
    }

    @Test("that moves to working days follows their calendar")
    func shifted() async throws {
        try await withStack { stack in
            let calendar = "closed-\(UUID().uuidString.prefix(8))"
            #expect(try await stack.client.request("PUT", "/calendars/\(calendar)", body: "[]").status == 200)
            let body = """
                {"action":"webhook","payload":{"url":"\(stack.receiver.url())"},"timezone":"Europe/Berlin",
                 "recurrence":{"at":["2031-03-29T02:30:00"],"shift":"next_working_day",
                               "working_days":{"calendar":["\(calendar)"]}}}
                """
            let answer = try await stack.client.request("POST", "/tasks", body: body)
            let id = try #require(answer.json?["task_id"]?.string)
            // March 29, 2031 is a Saturday.
            #expect(try await stack.client.task(id)["run_at"]?.string == "2031-03-31T00:30:00.000Z")
            _ = try await stack.client.request("PUT", "/calendars/\(calendar)", body: #"["2031-03-31"]"#)
            try await wait(until: "it follows") {
                try await stack.client.task(id)["run_at"]?.string == "2031-04-01T00:30:00.000Z"
            }
            #expect(try await stack.client.request("DELETE", "/calendars/\(calendar)").status == 409)
        }
    }

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
