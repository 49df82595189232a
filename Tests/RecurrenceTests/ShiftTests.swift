import JSON
import Testing
import Timekeeping

@testable import Recurrence

@Suite struct ShiftTests {
    private static let berlin = Zone(identifier: "Europe/Berlin")!

    /// Good Friday, Easter Monday and May 1.
    private static let holidays = #"["2026-04-03","2026-04-06","2026-05-01"]"#

    private static func book(_ entries: String = holidays) throws -> CalendarBook {
        let calendar = try NamedCalendar(entries: RawJSON(validating: Array(entries.utf8)))
        return CalendarBook([CalendarName("h")!: calendar])
    }

    private static func recurrence(
        _ json: String, from start: String = "2026-01-01T00:00:00", _ entries: String = holidays
    ) throws -> Recurrence {
        let anchor = try rule(json).start(in: berlin) ?? berlin.instant(of: LocalDateTime(parsing: start))
        let calendars = try book(entries)
        let accepted = try rule(json).accepted(
            anchor: anchor, localAnchor: nil, zone: berlin, seed: 3, after: anchor - .milliseconds(1),
            calendars: calendars)
        return try Recurrence(accepted.rule, anchor: anchor, zone: berlin, seed: 3, calendars: calendars)
    }

    @Test(arguments: [
        // August 1, 2026 is a Saturday, and November 1 a Sunday.
        (
            #"{"cron":"0 9 1 8,11 *","shift":"next_working_day"}"#, ["2026-08-03 09:00", "2026-11-02 09:00"]
        ),
        (#"{"cron":"0 9 1 8,11 *","shift":"previous_working_day"}"#, ["2026-07-31 09:00", "2026-10-30 09:00"]),
        // Across holidays and the weekend between them.
        (
            #"{"cron":"0 9 3 4 *","shift":"next_working_day","working_days":{"calendar":"h"}}"#, ["2026-04-07 09:00"]
        ),
        (
            #"{"cron":"0 9 6 4 *","shift":"previous_working_day","working_days":{"calendar":["h"]}}"#,
            ["2026-04-02 09:00"]
        ),
        // Other weekends, and none.
        (
            #"{"cron":"0 9 1 8,11 *","shift":"next_working_day","working_days":{"weekend":["friday","Sat"]}}"#,
            ["2026-08-02 09:00", "2026-11-01 09:00"]
        ),
        (
            #"{"cron":"0 9 1 8,11 *","shift":"next_working_day","working_days":{"weekend":[]}}"#,
            ["2026-08-01 09:00", "2026-11-01 09:00"]
        ),
        // Occurrences that coincide run once, in the order of the time of day.
        (
            #"{"at":["2026-08-01T09:00:00","2026-08-02T08:00:00","2026-08-03T09:00:00"],"shift":"next_working_day"}"#,
            ["2026-08-03 08:00", "2026-08-03 09:00"]
        ),
        // The day itself is excluded, and so is the day that it would be moved to.
        (
            #"{"cron":"0 9 1 8,11 *","shift":"next_working_day","except":["2026-08-01"]}"#,
            ["2026-11-02 09:00"]
        ),
        (
            #"{"cron":"0 9 1 8,11 *","shift":"next_working_day","except":["2026-08-03"]}"#,
            ["2026-11-02 09:00"]
        ),
        (
            #"{"any_of":[{"cron":"0 9 1 8,11 *"}],"shift":"next_working_day","except":["2026-08-01"]}"#,
            ["2026-11-02 09:00"]
        ),
        (
            #"{"cron":"0 9 3,15 4 *","shift":"next_working_day","working_days":{"calendar":"h"},"except":[{"calendar":"h"}]}"#,
            ["2026-04-15 09:00"]
        ),
        // Counts apply to the moved occurrences; counts in the text of a rule, to its original times.
        (
            #"{"rrule":"FREQ=DAILY;BYHOUR=9;BYMINUTE=0","starts_at":"2026-07-31T00:00:00","count":2,"shift":"next_working_day"}"#,
            ["2026-07-31 09:00", "2026-08-03 09:00"]
        ),
        (
            #"{"rrule":"FREQ=DAILY;BYHOUR=9;BYMINUTE=0;COUNT=2","starts_at":"2026-07-31T00:00:00","shift":"next_working_day"}"#,
            ["2026-07-31 09:00", "2026-08-03 09:00"]
        ),
        (
            #"{"any_of":[{"rrule":"FREQ=DAILY;BYHOUR=9;BYMINUTE=0","count":2}],"starts_at":"2026-07-31T00:00:00","shift":"next_working_day"}"#,
            ["2026-07-31 09:00", "2026-08-03 09:00"]
        ),
        // Limits apply to the moved occurrences: a move across a limit removes or adds one.
        (
            #"{"cron":"0 9 1,14 8 *","until":"2026-08-02","shift":"next_working_day"}"#, ["never"]
        ),
        (#"{"cron":"0 9 1 8 *","until":"2026-07-31","shift":"previous_working_day"}"#, ["2026-07-31 09:00"]),
        (
            #"{"cron":"0 9 1 8 *","starts_at":"2026-08-02T00:00:00","until":"2026-12-31","shift":"next_working_day"}"#,
            ["2026-08-03 09:00"]
        ),
        (
            #"{"rrule":"FREQ=MONTHLY;BYMONTHDAY=1;BYHOUR=9;BYMINUTE=0;UNTIL=20260801T090000","starts_at":"2026-08-01T00:00:00","shift":"next_working_day"}"#,
            ["2026-08-03 09:00"]
        ),
        // On Sunday, March 29 the clocks skip 02:30, and on Monday they show it; on October 25 they show it twice.
        (#"{"cron":"30 2 29 3 *","shift":"next_working_day","dst_gap":"skip"}"#, ["2026-03-30 02:30"]),
        (
            #"{"cron":"30 2 24 10 *","shift":"next_working_day","dst_overlap":"both","working_days":{"weekend":["SAT"]}}"#,
            ["2026-10-25 02:30", "2026-10-25 02:30"]
        ),
        // The nearest working day to the 15th (a Sunday in November) ignores holidays, but the shift does not.
        (#"{"cron":"0 9 15W 11 *","shift":"next_working_day"}"#, ["2026-11-16 09:00"]),
        (
            #"{"rrule":"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1;BYHOUR=9;BYMINUTE=0","starts_at":"2026-04-10T00:00:00","shift":"next_working_day","working_days":{"calendar":"h"}}"#,
            ["2026-05-04 09:00", "2026-06-01 09:00"]
        ),
        // Each member uses its own shift, or the shift next to `any_of`.
        (
            #"{"any_of":[{"cron":"0 9 1 8 *","shift":"previous_working_day"},{"cron":"0 10 1 8 *"}],"shift":"next_working_day"}"#,
            ["2026-07-31 09:00", "2026-08-03 10:00"]
        ),
        // Intervals of days, by local time.
        (
            #"{"every":"P1W","starts_at":"2026-03-22T09:00:00","shift":"next_working_day"}"#,
            ["2026-03-23 09:00", "2026-03-30 10:00"]
        ),
        (
            #"{"word":"weekly","starts_at":"2026-03-22T09:00:00","shift":"next_working_day"}"#,
            ["2026-03-23 09:00", "2026-03-30 09:00"]
        ),
    ])
    func `occurrences are on working days`(json: String, expected: [String]) throws {
        if expected == ["never"] {
            let error = #expect(throws: RecurrenceError.self) { try Self.recurrence(json, from: "2026-08-01T00:00:00") }
            #expect(error?.message == "never occurs")
            return
        }
        #expect(try Self.recurrence(json).localTimes(expected.count) == expected)
    }

    @Test func `what was moved says so, and what was not does not`() throws {
        let recurrence = try Self.recurrence(#"{"cron":"0 9 1,3 8 *","shift":"next_working_day"}"#)
        let found = try #require(recurrence.occurrence(after: recurrence.anchor))
        // The 1st is moved to the 3rd, which is due anyway.
        #expect(found.notes.isEmpty && found.movedFrom == nil)
        let other = try Self.recurrence(#"{"cron":"0 9 1 8 *","shift":"next_working_day","jitter_seconds":600}"#)
        let moved = try #require(other.occurrence(after: other.anchor))
        #expect(moved.notes == [.shift, .jitter])
        #expect(moved.movedFrom?.description == "2026-08-01T09:00:00.000")
        #expect(other.nominal(of: moved.at).rfc3339 == "2026-08-03T07:00:00.000Z")
    }

    @Test(arguments: [
        (#"{"cron":"0 9 1 * *","shift":"nearest"}"#, "/shift"),
        (#"{"cron":"0 9 1 * *","working_days":{"calendar":"h"}}"#, "/working_days"),
        (#"{"cron":"0 9 1 * *","shift":"next_working_day","working_days":"h"}"#, "/working_days"),
        (#"{"cron":"0 9 1 * *","shift":"next_working_day","working_days":{"days":[]}}"#, "/working_days/days"),
        (
            #"{"cron":"0 9 1 * *","shift":"next_working_day","working_days":{"weekend":["SAT","FUN"]}}"#,
            "/working_days/weekend/1"
        ),
        (
            #"{"cron":"0 9 1 * *","shift":"next_working_day","working_days":{"weekend":["MON","TUE","WED","THU","FRI","SAT","SUN"]}}"#,
            "/working_days/weekend"
        ),
        (
            #"{"cron":"0 9 1 * *","shift":"next_working_day","working_days":{"calendar":"no"}}"#,
            "/working_days/calendar"
        ),
        // Rules that continue through the day.
        (#"{"cron":"*/5 * * * *","shift":"next_working_day"}"#, "/cron"),
        (#"{"cron":"0 * * * *","shift":"next_working_day"}"#, "/cron"),
        (#"{"cron":"@every 1h","shift":"next_working_day"}"#, "/cron"),
        (#"{"every":"PT1H","shift":"next_working_day"}"#, "/every"),
        (#"{"every":"PT23H59M59S","shift":"next_working_day"}"#, "/every"),
        (#"{"word":"hourly","shift":"next_working_day"}"#, "/word"),
        (#"{"rrule":"FREQ=HOURLY","shift":"next_working_day"}"#, "/rrule"),
        (#"{"systemd":"*:0/15","shift":"next_working_day"}"#, "/systemd"),
        (#"{"any_of":[{"cron":"0 9 1 * *"},{"every":"PT1H"}],"shift":"next_working_day"}"#, "/any_of/1/every"),
    ])
    func `what makes no sense is refused at its place`(json: String, pointer: String) throws {
        let error = #expect(throws: RecurrenceError.self) { try Self.recurrence(json) }
        #expect(error?.pointer == pointer, "\(error?.message ?? "")")
    }

    /// Closed days without an end, a search through them, and one with a working day after it.
    @Test func `a calendar that leaves no working day is refused, and ends a search soon`() throws {
        let json = #"{"cron":"0 9 * * *","shift":"next_working_day","working_days":{"calendar":"h"}}"#
        for entries in [
            #"[{"from":"2000-01-01","to":"9999-01-01"}]"#, #"["daily"]"#, #"[{"rrule":"FREQ=DAILY"}]"#,
            #"[{"calendar":{"month":"*"}}]"#,
        ] {
            guard (try? Self.book(entries)) != nil else { continue }
            let error = #expect(throws: RecurrenceError.self) { try Self.recurrence(json, entries) }
            #expect(error?.pointer == "/shift")
            #expect(error?.message == "finds no working day within 366 days of 2026-01-01")
            // A task whose calendar now excludes everything has no next time.
            let anchor = try Timestamp(rfc3339: "2026-01-01T00:00:00Z")
            let after = try Recurrence(rule(json), anchor: anchor, zone: Self.berlin, calendars: Self.book(entries))
            #expect(after.next(after: anchor) == nil)
            var budget = SearchBudget()
            _ = after.plan.next(after: anchor, &budget)
            #expect(SearchBudget.standard - budget.left <= SearchBudget.standard + 1100)
        }
        let long = try Self.recurrence(json, #"[{"from":"2026-01-03","to":"2026-12-31"}]"#)
        #expect(long.localTimes(3) == ["2026-01-01 09:00", "2026-01-02 09:00", "2026-12-31 09:00"])
    }

    @Test(arguments: [
        // Whole days in every form; hours and instants do not close a day.
        (#"["2026-08-03"]"#, "2026-08-04"), (#"[{"from":"2026-08-01","to":"2026-08-05"}]"#, "2026-08-05"),
        (#"[{"rrule":"FREQ=YEARLY;BYMONTH=8;BYMONTHDAY=3"}]"#, "2026-08-04"),
        (#"[{"calendar":{"day_of_week":["MON"]}}]"#, "2026-08-04"), (#"[{"cron":"* * 3,4 8 *"}]"#, "2026-08-05"),
        (#"[{"systemd":"Mon"}]"#, "2026-08-04"),
        (#"["2026-08-03T09:00:00"]"#, "2026-08-03"), (#"[{"cron":"* 0-12 3 8 *"}]"#, "2026-08-03"),
        (#"[{"from":"2026-08-03T08:00:00","to":"2026-08-03T12:00:00"}]"#, "2026-08-03"),
        (
            #"[{"from":"2026-08-03T00:00:00","to":"2026-08-03T12:00:00"},{"from":"2026-08-03T12:00:00","to":"2026-08-04T00:00:00"}]"#,
            "2026-08-04"
        ),
        // A holiday that is itself moved: August 1 is a Saturday, so the Monday after it is a holiday.
        (
            #"[{"rrule":"FREQ=YEARLY;BYMONTH=8;BYMONTHDAY=1","shift":"next_working_day"}]"#, "2026-08-04"
        ),
    ])
    func `a calendar closes whole days`(entries: String, expected: String) throws {
        let json = #"{"cron":"0 9 1 8 *","shift":"next_working_day","working_days":{"calendar":"h"}}"#
        #expect(try Self.recurrence(json, entries).localTimes(1) == [expected + " 09:00"])
    }

    @Test func `events of an iCalendar file close their days`() throws {
        let events = """
            BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20200803\nRRULE:FREQ=YEARLY\nEND:VEVENT
            BEGIN:VEVENT\nDTSTART;TZID=Europe/Berlin:20260804T000000\nDTEND;TZID=Europe/Berlin:20260805T000000\nEND:VEVENT
            BEGIN:VEVENT\nDTSTART;TZID=Europe/Berlin:20260805T090000\nDTEND;TZID=Europe/Berlin:20260805T170000\nEND:VEVENT
            END:VCALENDAR
            """
        let book = CalendarBook([CalendarName("h")!: try NamedCalendar(iCalendar: Array(events.utf8))])
        let json = #"{"cron":"0 9 1 8 *","shift":"next_working_day","working_days":{"calendar":"h"}}"#
        let recurrence = try Recurrence(
            rule(json), anchor: try Timestamp(rfc3339: "2026-01-01T00:00:00Z"), zone: Self.berlin, calendars: book)
        #expect(recurrence.localTimes(1) == ["2026-08-05 09:00"])
    }

    @Test(arguments: [
        #"{"cron":"0 9 1 * *","shift":"next_working_day"}"#,
        #"{"cron":"0 9 1 * *","shift":"previous_working_day","working_days":{"weekend":["FRI","SAT"],"calendar":"h"}}"#,
        #"{"any_of":["daily"],"shift":"previous_working_day","working_days":{"weekend":[],"calendar":["a","b"]}}"#,
    ])
    func `it is written as it was read`(json: String) throws {
        var writer = JSONWriter()
        let read = try rule(json)
        read.write(into: &writer)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == json)
        #expect(try RecurrenceRule(storedText: read.storedText) == read)
    }

    @Test func `it is said in words`() throws {
        let plain = try Self.recurrence(#"{"cron":"0 9 1 * *","shift":"next_working_day"}"#)
        #expect(plain.description.hasSuffix("in Europe/Berlin, moved to the next working day"))
        let other = try Self.recurrence(
            #"{"cron":"0 9 1 * *","shift":"previous_working_day","working_days":{"weekend":["FRI","SAT"],"calendar":"h"}}"#
        )
        #expect(
            other.description.hasSuffix(
                ", moved to the previous working day of Monday to Thursday and Sunday by h"))
        #expect(
            try rule(#"{"any_of":["daily"],"shift":"next_working_day","working_days":{"calendar":"h"}}"#)
                .calendarNames == [CalendarName("h")!])
    }

    /// The cost of a search does not grow with the distance from the anchor or the length of a calendar.
    @Test func `a step costs a few looks`() throws {
        let year = (0..<300).map { #""\#(LocalDateTime.midnight(CivilDate.firstDay(ofYear: 2026) + 5 * $0).day10)""# }
        let json = #"{"cron":"0 9 * * *","shift":"next_working_day","working_days":{"calendar":"h"}}"#
        let recurrence = try Self.recurrence(json, "[\(year.joined(separator: ","))]")
        for after in ["2026-06-01T00:00:00Z", "2926-06-01T00:00:00Z", "9926-06-01T00:00:00Z"] {
            var budget = SearchBudget()
            #expect(recurrence.plan.next(after: try Timestamp(rfc3339: after), &budget) != nil)
            #expect(SearchBudget.standard - budget.left < 400)
        }
    }
}
