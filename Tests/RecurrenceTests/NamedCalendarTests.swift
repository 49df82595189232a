import JSON
import Testing
import Timekeeping

@testable import Recurrence

@Suite("Named calendars")
struct NamedCalendarTests {
    private static let berlin = Zone(identifier: "Europe/Berlin")!

    private static func book(_ entries: String, _ name: String = "c") throws -> CalendarBook {
        let calendar = try NamedCalendar(entries: RawJSON(validating: Array(entries.utf8)))
        return CalendarBook([try #require(CalendarName(name)): calendar])
    }

    private static func book(events: String...) throws -> CalendarBook {
        let lines = events.map { "BEGIN:VEVENT\n\($0)\nEND:VEVENT\n" }.joined()
        let calendar = try NamedCalendar(iCalendar: Array("BEGIN:VCALENDAR\n\(lines)END:VCALENDAR\n".utf8))
        return CalendarBook([try #require(CalendarName("c")): calendar])
    }

    /// The local days on which a rule occurs.
    private static func days(
        _ rule: String, _ calendars: CalendarBook, from: String, limit: Int, zone: Zone = berlin
    ) throws -> [String] {
        var reader = try JSONReader(Array(rule.utf8))
        let start = zone.instant(of: try LocalDateTime(parsing: from))
        let recurrence = try Recurrence(
            RecurrenceRule(reading: &reader), anchor: start, zone: zone, calendars: calendars)
        return try recurrence.occurrences(after: start - .milliseconds(1), limit: limit).map {
            String(zone.local(of: $0.at).description.prefix(16))
        }
    }

    private static let nine = #"{"cron":"0 9 * * *","except":[{"calendar":"c"}]}"#

    @Test(arguments: [
        // Days and times.
        (#"["2026-12-25"]"#, ["2026-12-24T09:00", "2026-12-26T09:00", "2026-12-27T09:00"]),
        (#"["2026-12-25T09:00:00"]"#, ["2026-12-24T09:00", "2026-12-26T09:00", "2026-12-27T09:00"]),
        (#"["2026-12-25T08:00:00Z"]"#, ["2026-12-24T09:00", "2026-12-26T09:00", "2026-12-27T09:00"]),
        (#"["2026-12-25T10:00:00"]"#, ["2026-12-24T09:00", "2026-12-25T09:00", "2026-12-26T09:00"]),
        // From one day to another, and rules.
        (#"[{"from":"2026-12-24","to":"2027-01-01"}]"#, ["2027-01-01T09:00", "2027-01-02T09:00", "2027-01-03T09:00"]),
        (#"[{"rrule":"FREQ=WEEKLY;BYDAY=SA,SU"}]"#, ["2026-12-24T09:00", "2026-12-25T09:00", "2026-12-28T09:00"]),
        (
            #"[{"rrule":"FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25"},"2026-12-26"]"#,
            ["2026-12-24T09:00", "2026-12-27T09:00", "2026-12-28T09:00"]
        ),
        (#"[{"cron":"* 0-12 25 12 *"}]"#, ["2026-12-24T09:00", "2026-12-26T09:00", "2026-12-27T09:00"]),
        (
            #"[{"word":"weekly","starts_at":"2026-12-18T00:00:00"}]"#,
            ["2026-12-24T09:00", "2026-12-26T09:00", "2026-12-27T09:00"]
        ),
        (#"[]"#, ["2026-12-24T09:00", "2026-12-25T09:00", "2026-12-26T09:00"]),
    ])
    func `a rule leaves out what its calendar says`(entries: String, expected: [String]) throws {
        #expect(try Self.days(Self.nine, Self.book(entries), from: "2026-12-24T00:00:00", limit: 3) == expected)
    }

    @Test func `a day is a day in the zone of the rule`() throws {
        let tokyo = try #require(Zone(identifier: "Asia/Tokyo"))
        let days = try Self.days(
            Self.nine, Self.book(#"["2026-12-25"]"#), from: "2026-12-24T00:00:00", limit: 2, zone: tokyo)
        #expect(days == ["2026-12-24T09:00", "2026-12-26T09:00"])
    }

    @Test(arguments: [
        // A day without an end, several days, and a yearly one.
        ("DTSTART;VALUE=DATE:20261225", ["2026-12-24T09:00", "2026-12-26T09:00", "2026-12-27T09:00"]),
        (
            "DTSTART:20261225\nDTEND:20261227\nTRANSP:TRANSPARENT",
            ["2026-12-24T09:00", "2026-12-27T09:00", "2026-12-28T09:00"]
        ),
        (
            "DTSTART;VALUE=DATE:20001225\nDURATION:P2D\nRRULE:FREQ=YEARLY",
            ["2026-12-24T09:00", "2026-12-27T09:00", "2026-12-28T09:00"]
        ),
        // A series with an end, a count, exceptions and additions.
        (
            "DTSTART:20001225\nRRULE:FREQ=YEARLY;UNTIL=20251225",
            ["2026-12-24T09:00", "2026-12-25T09:00", "2026-12-26T09:00"]
        ),
        (
            "DTSTART:20251225\nRRULE:FREQ=YEARLY;COUNT=2",
            ["2026-12-24T09:00", "2026-12-26T09:00", "2026-12-27T09:00"]
        ),
        (
            "DTSTART:20251224\nRRULE:FREQ=YEARLY;COUNT=1",
            ["2026-12-24T09:00", "2026-12-25T09:00", "2026-12-26T09:00"]
        ),
        (
            "DTSTART:20251225\nRRULE:FREQ=YEARLY\nEXDATE:20261225\nRDATE:20261226,20261227",
            ["2026-12-24T09:00", "2026-12-25T09:00", "2026-12-28T09:00"]
        ),
        // Times: in a zone, in UTC, without a zone; an instant.
        (
            "DTSTART;TZID=America/New_York:20261225T000000\nDTEND;TZID=America/New_York:20261225T040000",
            ["2026-12-24T09:00", "2026-12-26T09:00", "2026-12-27T09:00"]
        ),
        (
            "DTSTART:20261225T080000Z\nDURATION:PT1M",
            ["2026-12-24T09:00", "2026-12-26T09:00", "2026-12-27T09:00"]
        ),
        ("DTSTART:20261225T090000", ["2026-12-24T09:00", "2026-12-26T09:00", "2026-12-27T09:00"]),
        (
            "DTSTART;TZID=America/New_York:20200101T020000\nDURATION:PT2H\nRRULE:FREQ=WEEKLY;BYDAY=FR",
            ["2026-12-24T09:00", "2026-12-26T09:00", "2026-12-27T09:00"]
        ),
        // Cancelled.
        ("DTSTART:20261225\nSTATUS:CANCELLED", ["2026-12-24T09:00", "2026-12-25T09:00", "2026-12-26T09:00"]),
    ])
    func `events of a file are left out`(event: String, expected: [String]) throws {
        let book = try Self.book(events: event, "DTSTART:20200101")
        #expect(try Self.days(Self.nine, book, from: "2026-12-24T00:00:00", limit: 3) == expected)
    }

    @Test func `an event that was moved takes the place of its occurrence`() throws {
        let book = try Self.book(
            events: "UID:1\nDTSTART:20201225\nRRULE:FREQ=YEARLY", "UID:1\nRECURRENCE-ID:20261225\nDTSTART:20261227")
        #expect(
            try Self.days(Self.nine, book, from: "2026-12-25T00:00:00", limit: 3)
                == ["2026-12-25T09:00", "2026-12-26T09:00", "2026-12-28T09:00"])
    }

    @Test func `names are found wherever a rule may have them`() throws {
        let text = #"""
            {"any_of":[{"cron":"0 9 * * *","except":[{"calendar":"a"},{"word":"weekly","except":[{"calendar":"b"}]}]},
            "daily"],"except":[{"calendar":"c"},"2026-12-24"]}
            """#
        var reader = try JSONReader(Array(text.utf8))
        let rule = try RecurrenceRule(reading: &reader)
        #expect(rule.calendarNames.map(\.rawValue).sorted() == ["a", "b", "c"])
        let read = try RecurrenceRule(storedText: rule.storedText)
        #expect(read == rule)
    }

    @Test func `a calendar that is not there is named`() throws {
        var reader = try JSONReader(Array(Self.nine.utf8))
        let rule = try RecurrenceRule(reading: &reader)
        let error = #expect(throws: RecurrenceError.self) {
            try Recurrence(rule, anchor: Timestamp(milliseconds: 0), zone: .utc)
        }
        #expect(error?.pointer == "/except/0/calendar")
        #expect(error?.message.contains("there is no calendar c") == true)
    }

    @Test(arguments: [
        (#"["2026-13-01"]"#, "/0"), (#"["2026-12-24", {"from":"2026-12-24"}]"#, "/1"),
        (#"[{"from":"2026-12-24","to":"2026-12-24"}]"#, "/0/to"), (#"[{"calendar":"other"}]"#, "/0"),
        (#"[{"cron":"0 9 * * *","except":[{"calendar":"x"}]}]"#, "/0"), (#"["daily"]"#, "/0"),
        (#"[{"every":"P1D"}]"#, "/0"), (#"["2026-12-24",{"cron":"61 * * * *"}]"#, "/1/cron"),
        (#"[{"rrule":"FREQ=DAILY;BYDAY=1XX"}]"#, "/0/rrule"), (#"[7]"#, "/0"), (#"["2026-12-24T10"]"#, "/0"),
    ])
    func `what can't be read in a list is named`(entries: String, pointer: String) throws {
        let raw = try RawJSON(validating: Array(entries.utf8))
        let error = #expect(throws: RecurrenceError.self) { try NamedCalendar(entries: raw) }
        #expect(error?.pointer == pointer, "\(error?.message ?? "")")
    }

    @Test(arguments: [
        ("{\"calendar\":\"a b\"}", "/except/0/calendar"), ("{\"calendar\":\"\"}", "/except/0/calendar"),
        ("{\"calendar\":\"a\",\"from\":\"2026-01-01\"}", "/except/0"),
        ("{\"calendar\":\"a\",\"timezone\":\"UTC\"}", "/except/0"),
    ])
    func `the name of a calendar stands alone and is well formed`(exception: String, pointer: String) throws {
        var reader = try JSONReader(Array(#"{"cron":"0 9 * * *","except":[\#(exception)]}"#.utf8))
        let error = #expect(throws: RecurrenceError.self) { try RecurrenceRule(reading: &reader) }
        #expect(error?.pointer == pointer)
    }

    @Test func `a full calendar is searched fast enough`() throws {
        // All days of 27 years, one by one, and the maximum number of series.
        let first = try #require(CivilDate(year: 2026, month: 1, day: 1)).daysSinceEpoch
        let days = (0..<9_999).map { day in
            String(
                LocalDateTime(date: CivilDate(daysSinceEpoch: first + day), millisecondOfDay: 0).description.prefix(10))
        }
        let list = "[" + days.map { "\"\($0)\"" }.joined(separator: ",") + "]"
        #expect(
            try Self.days(Self.nine, Self.book(list), from: "2026-01-01T00:00:00", limit: 1) == ["2053-05-18T09:00"])
        let events = (0..<NamedCalendar.maximumSeries).map(Self.yearly)
        let calendar = try NamedCalendar(
            iCalendar: Array(("BEGIN:VCALENDAR\n" + events.joined() + "END:VCALENDAR").utf8))
        let book = CalendarBook([try #require(CalendarName("c")): calendar])
        #expect(try Self.days(Self.nine, book, from: "2026-01-30T00:00:00", limit: 30).count == 30)
    }

    /// An event of another day for each index.
    private static func yearly(_ index: Int) -> String {
        let (month, day) = (index % 12 + 1, index % 28 + 1)
        let text = (month < 10 ? "0" : "") + "\(month)" + (day < 10 ? "0" : "") + "\(day)"
        return "BEGIN:VEVENT\nDTSTART:2000\(text)\nRRULE:FREQ=YEARLY\nEND:VEVENT\n"
    }
}
