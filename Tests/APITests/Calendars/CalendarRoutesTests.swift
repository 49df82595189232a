import HTTPTypes
import HummingbirdTesting
import JSON
import Messages
import NIOCore
import Recurrence
import TaskModel
import Testing
import Timekeeping

@testable import API

@Suite("The routes of calendars")
struct CalendarRoutesTests {
    private static let now = Timestamp(milliseconds: 1_781_103_600_000)
    private static let name = CalendarName("holidays-de")!
    private static let entries = CalendarDefinition(
        name: name, content: .entries(RawJSON(#"["2026-06-11",{"from":"2026-06-12","to":"2026-06-15"}]"#)))

    /// A scheduler that has one calendar.
    private static func scheduler() -> StubScheduler {
        StubScheduler { operation in
            switch operation {
            case .calendarDefinitions(let names):
                return .success(CalendarDefinition.encode(names.contains(name) ? [entries] : []))
            case .change: return .success(RawJSON(#"["done"]"#))
            case .deleteCalendar: return .failure(.init(.inUse, "2 tasks use the calendar holidays-de: a, b"))
            default:
                return .success(
                    ResponseJSON.calendar(StoredCalendar(definition: entries, revision: 1, tasks: 2, updatedAt: now)))
            }
        }
    }

    @Test(arguments: [
        #"["2026-06-11",{"from":"2026-06-12","to":"2026-06-15"}]"#,
        #" {"entries": ["2026-06-11",{"from":"2026-06-12","to":"2026-06-15"}] } "#,
    ])
    func `a list of days is set`(body: String) async throws {
        let scheduler = Self.scheduler()
        try await withAPI(scheduler) { client in
            try await client.execute(uri: "/calendars/holidays-de", method: .put, body: ByteBuffer(string: body)) {
                #expect($0.status == .ok)
                #expect(String(buffer: $0.body).contains(#""tasks":2,"revision":1"#))
            }
        }
        #expect(scheduler.asked == [.putCalendar(Self.entries)])
    }

    @Test func `a file of events is set as it is`() async throws {
        let text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20261225\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        let scheduler = Self.scheduler()
        try await withAPI(scheduler) { client in
            try await client.execute(
                uri: "/calendars/holidays-de", method: .put,
                headers: [.contentType: "text/calendar; charset=utf-8"], body: ByteBuffer(string: text)
            ) { #expect($0.status == .ok) }
        }
        #expect(
            scheduler.asked == [.putCalendar(CalendarDefinition(name: Self.name, content: .iCalendar(text)))])
    }

    @Test(
        arguments: [
            ("holidays-de", "application/json", "{}", 422, "/entries"),
            ("holidays-de", "application/json", #"{"entries":"x"}"#, 422, "/entries"),
            ("holidays-de", "application/json", #"{"entries":["2026-02-30"]}"#, 422, "/entries/0"),
            ("holidays-de", "application/json", #"["2026-02-30"]"#, 422, "/0"),
            ("holidays-de", "application/json", #"[{"cron":"0 9 32 * *"}]"#, 422, "/0/cron"),
            ("holidays-de", "application/json", #"["2026-02-01"#, 400, nil),
            ("holidays-de", "application/json", "7", 400, nil),
            ("holidays-de", "text/calendar", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:x\nEND:VEVENT", 422, ""),
            ("holidays-de", "text/calendar", "[]", 422, ""),
            ("holidays-de", "text/plain", "[]", 415, nil),
            ("holi%20days", "application/json", "[]", 422, "name"),
        ] as [(String, String, String, Int, String?)])
    func `what can't be accepted is named`(
        name: String, type: String, body: String, status: Int, pointer: String?
    ) async throws {
        let scheduler = Self.scheduler()
        try await withAPI(scheduler) { client in
            try await client.execute(
                uri: "/calendars/\(name)", method: .put, headers: [.contentType: type], body: ByteBuffer(string: body)
            ) { response in
                #expect(response.status.code == status)
                let errors = try problem(response)["errors"] as? [[String: Any]]
                #expect(errors?.first?["pointer"] as? String == pointer)
                if type == "text/calendar" {
                    #expect((errors?.first?["detail"] as? String)?.hasPrefix("line ") == true)
                }
            }
        }
        #expect(scheduler.asked.isEmpty)
    }

    @Test func `a calendar in use is not deleted`() async throws {
        try await withAPI(Self.scheduler()) { client in
            try await client.execute(uri: "/calendars/holidays-de", method: .delete) { response in
                #expect(response.status == .conflict)
                let detail = try problem(response)["detail"] as? String
                #expect(detail == "2 tasks use the calendar holidays-de: a, b")
            }
        }
    }

    @Test func `a task and a preview are read with the calendars that they name`() async throws {
        let scheduler = Self.scheduler()
        let rule = #"{"cron":"0 9 * * *","except":[{"calendar":"holidays-de"}]}"#
        try await withAPI(scheduler) { client in
            try await client.execute(
                uri: "/recurrences/preview", method: .post,
                body: ByteBuffer(string: #"{"recurrence":\#(rule),"limit":1}"#)
            ) { response in
                #expect(response.status == .ok)
                #expect(String(buffer: response.body).contains(#""at":"2026-06-15T09:00:00.000Z""#))
            }
            let task = #"{"action":"a","payload":{"calendar":"other"},"recurrence":\#(rule)}"#
            try await client.execute(uri: "/tasks", method: .post, body: ByteBuffer(string: task)) {
                #expect($0.status == .created)
            }
            try await client.execute(
                uri: "/tasks/batch", method: .post, headers: [.contentType: "application/x-ndjson"],
                body: ByteBuffer(string: task + "\n" + task)
            ) { #expect($0.status == .ok) }
        }
        let named = Set([Self.name])
        #expect(scheduler.asked.filter { $0 == .calendarDefinitions(named) }.count == 3)
        #expect(scheduler.created.allSatisfy { $0.firstAt?.rfc3339 == "2026-06-15T09:00:00.000Z" })
        #expect(scheduler.created.count == 3)
    }

    @Test func `an unknown calendar is named`() async throws {
        try await withAPI(Self.scheduler()) { client in
            let task = #"{"action":"a","payload":{},"recurrence":{"cron":"0 9 * * *","except":[{"calendar":"gone"}]}}"#
            try await client.execute(uri: "/tasks", method: .post, body: ByteBuffer(string: task)) { response in
                #expect(response.status == .unprocessableContent)
                let errors = try problem(response)["errors"] as? [[String: Any]]
                #expect(errors?.first?["pointer"] as? String == "/recurrence/except/0/calendar")
                #expect((errors?.first?["detail"] as? String)?.contains("there is no calendar gone") == true)
            }
        }
    }

    @Test func `requests of calendars say the same after the way to the scheduler`() throws {
        let operations: [SchedulerRequest.Operation] = [
            .calendars(after: nil, limit: 3), .calendars(after: Self.name, limit: 1), .calendar(Self.name),
            .calendarDefinitions([Self.name]), .putCalendar(Self.entries), .deleteCalendar(Self.name),
            .putCalendar(CalendarDefinition(name: Self.name, content: .iCalendar("BEGIN:\r\n\"x"))),
        ]
        for operation in operations {
            let request = SchedulerRequest(operation, deadline: Self.now)
            let message = request.message(id: "1", now: Self.now)
            #expect(try SchedulerRequest(type: message.type, decoding: message.body) == request)
        }
    }
}
