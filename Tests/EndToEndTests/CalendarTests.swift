import Foundation
import JSON
import Testing

@Suite("A named calendar", .timeLimit(.minutes(20)))
struct CalendarTests {
    private static let path = "/calendars/holidays-de"

    /// At noon of each day from 2040-06-10 on, but not when the calendar says so.
    private static func task(_ calendar: String = "holidays-de", _ more: String = "") -> String {
        """
        {"action":"message","payload":{"channel":"c","body":1}\(more),"recurrence":\
        {"cron":"0 12 * * *","starts_at":"2040-06-10T00:00:00Z","except":[{"calendar":"\(calendar)"}]}}
        """
    }

    private func put(
        _ body: String, _ type: String = "application/json", in stack: Stack
    ) async throws -> HTTPAnswer {
        try await stack.client.request("PUT", Self.path, body: body, contentType: type)
    }

    private func expect(_ day: Int, _ id: String, in stack: Stack) async throws {
        let expected = "2040-06-\(day)T12:00:00.000Z"
        var last: String?
        try await wait(until: "the task is due on the \(day)th", timeout: .seconds(30)) {
            last = try await stack.client.task(id)["run_at"]?.string
            return last == expected
        } instead: {
            "\(last ?? "none")"
        }
    }

    @Test("is followed by its tasks, whatever takes its place")
    func followed() async throws {
        try await withStack { stack in
            let unknown = try await stack.client.request("POST", "/tasks", body: Self.task())
            #expect(unknown.status == 422 && unknown.pointers == ["/recurrence/except/0/calendar"], "\(unknown)")
            #expect(try await put("[]", in: stack).status == 200)
            let answer = try await stack.client.request("POST", "/tasks", body: Self.task(), headers: [:])
            let id = try #require(answer.json?["task_id"]?.string, "\(answer)")
            try await expect(10, id, in: stack)
            let steps: [(body: String, type: String, day: Int)] = [
                (#"["2040-06-10"]"#, "application/json", 11),
                (#"[{"from":"2040-06-09","to":"2040-06-15"}]"#, "application/json", 15),
                (#"{"entries":[{"rrule":"FREQ=MONTHLY;BYMONTHDAY=10,11"}]}"#, "application/json", 12),
                (
                    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20400610\r\n"
                        + "DTEND;VALUE=DATE:20400613\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", "text/calendar", 13
                ),
                ("[]", "application/json", 10),
            ]
            for step in steps {
                let answer = try await put(step.body, step.type, in: stack)
                #expect(answer.status == 200, "\(answer)")
                try await expect(step.day, id, in: stack)
            }
            // What can't be read changes nothing.
            #expect(try await put(#"["2040-06-31"]"#, in: stack).status == 422)
            let shown = try await stack.client.request("GET", Self.path)
            #expect(shown.json?["calendar"]?["tasks"]?.int == 1, "\(shown)")
            #expect(shown.json?["calendar"]?["entries"]?.array?.isEmpty == true, "\(shown)")
            let list = try await stack.client.request("GET", "/calendars")
            #expect(list.json?["calendars"]?.array?.count == 1, "\(list)")
            let preview = try await stack.client.request(
                "POST", "/recurrences/preview",
                body: #"{"recurrence":{"cron":"0 12 * * *","except":[{"calendar":"holidays-de"}]},"limit":1}"#)
            #expect(preview.status == 200, "\(preview)")

            // Carried from here to there, a task goes on with the calendar.
            let carillon = CommandLineTool(stack)
            let exported = try await carillon("export")
            let lines = exported.output.split(separator: "\n").filter { $0.hasPrefix("{") }.joined(separator: "\n")
            #expect(lines.contains(#"holidays-de"#), "\(exported)")
            let used = try await stack.client.request("DELETE", Self.path)
            #expect(used.status == 409 && used.body.contains(id), "\(used)")
            #expect(try await stack.client.delete(id).status == 200)
            #expect(try await stack.client.request("DELETE", Self.path).status == 200)
            #expect(try await stack.client.request("DELETE", Self.path).status == 404)
            #expect(try await stack.client.request("GET", Self.path).status == 404)
            let missing = try await carillon("import", "@INPUT", input: lines)
            #expect(missing.status != 0 && missing.output.contains("holidays-de"), "\(missing)")
            #expect(try await put(#"["2040-06-10"]"#, in: stack).status == 200)
            let imported = try await carillon("import", "@INPUT", input: lines)
            #expect(imported.status == 0, "\(imported)")
            let copy = try #require(try await stack.client.page().tasks.first?["task_id"]?.string)
            try await expect(11, copy, in: stack)
        }
    }

    @Test("is followed by all its tasks, also when the scheduler dies between two steps")
    func killed() async throws {
        let options = StackOptions(scheduler: ["CARILLON_FAULT": "calendar-followed:2"])
        try await withStack(options) { stack in
            func restart(without setting: String?) async throws {
                await stack.scheduler.kill()
                try await stack.scheduler.start(without: setting)
                try await stack.waitUntilReady()
            }
            func expectAll(on day: Int) async throws {
                var left = 0
                try await wait(until: "all tasks are due on the \(day)th", timeout: .seconds(60)) {
                    let tasks = try await stack.client.page("limit=1000").tasks
                    left = tasks.filter { $0["run_at"]?.string != "2040-06-\(day)T12:00:00.000Z" }.count
                    return tasks.count == 250 && left == 0
                } instead: {
                    "\(left) are not"
                }
            }
            try await restart(without: "CARILLON_FAULT")
            #expect(try await put("[]", in: stack).status == 200)
            let tasks = (0..<250).map { Self.task("holidays-de", #","name":"t-\#($0)""#) }
            let answer = try await stack.client.request(
                "POST", "/tasks/batch", body: "[\(tasks.joined(separator: ","))]")
            #expect(answer.json?["created"]?.int == 250, "\(answer.body.prefix(500))")
            #expect(try await put(#"["2040-06-10"]"#, in: stack).status == 200)
            try await expectAll(on: 11)

            try await restart(without: nil)
            // It dies soon after it has stored this; the answer may be lost with it.
            let days = #"["2040-06-10","2040-06-11"]"#
            _ = try? await put(days, in: stack)
            #expect(await stack.scheduler.ended() == -9, "it died by itself")
            try await restart(without: "CARILLON_FAULT")
            try await expectAll(on: 12)
        }
    }
}
