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

/// Calendars at their limits, and one beyond.
@Suite("How large a calendar may be")
struct CalendarBoundsTests {
    private static let now = Timestamp(milliseconds: 1_781_103_600_000)

    private func status(
        of body: String, _ type: String = "application/json", name: String = "a"
    ) async throws -> Int {
        let scheduler = StubScheduler { operation in
            guard case .putCalendar(let definition) = operation else { return .success(RawJSON("{}")) }
            return .success(
                ResponseJSON.calendar(
                    StoredCalendar(definition: definition, revision: 1, tasks: 0, updatedAt: Self.now)))
        }
        let status = Status()
        try await withAPI(scheduler) { client in
            try await client.execute(
                uri: "/calendars/\(name)", method: .put, headers: [.contentType: type], body: ByteBuffer(string: body)
            ) { status.code = $0.status.code }
        }
        return status.code
    }

    private final class Status: @unchecked Sendable {
        var code = 0
    }

    private func list(_ count: Int, _ entry: (Int) -> String) -> String {
        "[" + (0..<count).map(entry).joined(separator: ",") + "]"
    }

    @Test func `a name has 1 to 100 characters`() async throws {
        #expect(try await status(of: "[]", name: String(repeating: "n", count: 100)) == 200)
        #expect(try await status(of: "[]", name: String(repeating: "n", count: 101)) == 422)
        #expect(try await status(of: "[]", name: "a.B_c-9") == 200)
    }

    @Test func `a list has up to 10,000 days, 16 rules and 1,000 times`() async throws {
        func day(_ number: Int) -> String {
            "\"\(2000 + number / 336)-\(two(1 + number / 28 % 12))-\(two(1 + number % 28))\""
        }
        #expect(try await status(of: list(10_000, day)) == 200)
        #expect(try await status(of: list(10_001, day)) == 422)
        func rule(_ number: Int) -> String { #"{"cron":"0 9 \#(1 + number) * *"}"# }
        #expect(try await status(of: list(16, rule)) == 200)
        #expect(try await status(of: list(17, rule)) == 422)
        func time(_ number: Int) -> String {
            #""2026-01-\#(two(1 + number / 60 % 28))T\#(two(number / 1680)):\#(two(number % 60)):00Z""#
        }
        #expect(try await status(of: list(1000, time)) == 200)
        #expect(try await status(of: list(1001, time)) == 422)
    }

    @Test func `a body has up to 256 KiB, and a file up to 500 rules`() async throws {
        let limit = 256 * 1024
        #expect(try await status(of: "[]" + String(repeating: " ", count: limit - 2)) == 200)
        #expect(try await status(of: "[]" + String(repeating: " ", count: limit - 1)) == 413)
        func file(_ rules: Int) -> String {
            let event = "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=YEARLY\r\nEND:VEVENT\r\n"
            return "BEGIN:VCALENDAR\r\n" + String(repeating: event, count: rules) + "END:VCALENDAR\r\n"
        }
        #expect(try await status(of: file(500), "text/calendar") == 200)
        #expect(try await status(of: file(501), "text/calendar") == 422)
    }

    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
