import Testing
import Timekeeping
import TimekeepingTesting

@testable import Recurrence

/// RFC 5545 rules with the lines around them in an iCalendar file.
@Suite struct RecurrenceSetTests {
    private func times(_ lines: [String], _ options: String = "", in zone: String = "UTC") throws -> [String] {
        let text = lines.joined(separator: #"\n"#).replacing("\"", with: #"\""#)
        let rule = try rule(#"{"rrule":"\#(text)"\#(options)}"#)
        let zone = try #require(Zone(identifier: zone))
        let now = try Timestamp(rfc3339: "2026-01-01T00:00:00Z")
        let anchor = try rule.start(in: zone) ?? now
        let accepted = try rule.accepted(
            anchor: anchor, localAnchor: nil, zone: zone, seed: 0, after: anchor - .milliseconds(1)
        ).rule
        let recurrence = try Recurrence(accepted, anchor: anchor, zone: zone)
        return recurrence.occurrences(12).map { String($0.at.rfc3339.prefix(16)) }
    }

    /// RFC 5545, section 3.8.5.1: a count bounds the rule, and exceptions are removed from its result.
    @Test(
        arguments: [
            (#"{"rrule":"FREQ=DAILY;COUNT=8","except":["2026-01-03"]}"#, 7),
            (#"{"rrule":"FREQ=DAILY;COUNT=8","except":["2026-01-03T00:00:00"]}"#, 7),
            (#"{"rrule":"FREQ=DAILY;COUNT=8","except":[{"rrule":"FREQ=WEEKLY;BYDAY=SA,SU"}]}"#, 6),
            // The option counts actual occurrences.
            (#"{"rrule":"FREQ=DAILY","count":8,"except":["2026-01-03"]}"#, 8),
            (#"{"rrule":"FREQ=DAILY;COUNT=8","count":7,"except":["2026-01-03"]}"#, 7),
            (#"{"rrule":"FREQ=DAILY;COUNT=8","count":3,"except":["2026-01-03"]}"#, 3),
            (#"{"cron":"0 0 * * *","count":8,"except":["2026-01-03"]}"#, 8),
            (#"{"any_of":[{"rrule":"FREQ=DAILY;COUNT=3","except":["2026-01-02"]}]}"#, 2),
            // An exception's own count counts too.
            (#"{"rrule":"FREQ=DAILY;COUNT=8","except":[{"rrule":"FREQ=DAILY;COUNT=2"}]}"#, 6),
        ])
    func countIsThatOfTheRule(_ json: String, _ count: Int) throws {
        let rule = try recurrence(json, from: "2026-01-01T00:00:00")
        #expect(rule.occurrences(20).count == count)
    }

    @Test func linesSayWhen() throws {
        #expect(
            try times([
                "DTSTART;TZID=Europe/Berlin:20260323T090000", "RRULE:FREQ=WEEKLY;COUNT=3",
                "EXDATE;TZID=Europe/Berlin:20260330T090000", "RDATE;TZID=Europe/Berlin:20260401T100000",
            ]) == ["2026-03-23T08:00", "2026-04-01T08:00", "2026-04-06T07:00"])
        #expect(
            try times(["DTSTART;TZID=/Europe/Berlin:20260323T090000", "RRULE:FREQ=WEEKLY;COUNT=2", ""])
                == ["2026-03-23T08:00", "2026-03-30T07:00"])
        #expect(try times(["FREQ=DAILY;COUNT=2", ""]) == ["2026-01-01T00:00", "2026-01-02T00:00"])
        // In UTC, regardless of the task's zone.
        #expect(
            try times(["DTSTART:20260323T090000Z", "RRULE:FREQ=WEEKLY;COUNT=2"], in: "Europe/Berlin")
                == ["2026-03-23T09:00", "2026-03-30T09:00"])
        // Floating: in the zone of the task.
        #expect(
            try times(["DTSTART:20260323T090000", "RRULE:FREQ=WEEKLY;COUNT=2"], in: "Europe/Berlin")
                == ["2026-03-23T08:00", "2026-03-30T07:00"])
        #expect(
            try times([
                "DTSTART;VALUE=DATE:20260323", "DTEND;VALUE=DATE:20260324", "RRULE:FREQ=DAILY;COUNT=3",
                "EXDATE;VALUE=DATE:20260324",
            ])
                == ["2026-03-23T00:00", "2026-03-25T00:00"])
        // Windows names in quotes; names with a program's prefix; other zones; instants; days.
        #expect(
            try times([
                #"DTSTART;TZID="W. Europe Standard Time":20260105T090000"#, "RRULE:FREQ=DAILY;COUNT=6",
                "EXDATE:20260106T080000Z", "EXDATE;TZID=/freeassociation.sourceforge.net/Asia/Tokyo:20260107T170000",
                "EXDATE;VALUE=DATE:20260108",
            ]) == ["2026-01-05T08:00", "2026-01-09T08:00", "2026-01-10T08:00"])
        // Added times may be later than the rule's end, and need no rule.
        #expect(
            try times(["DTSTART:20260105T090000Z", "RDATE:20260107T090000Z,20260106T090000Z"])
                == ["2026-01-05T09:00", "2026-01-06T09:00", "2026-01-07T09:00"])
        #expect(
            try times(["DTSTART:20260105T090000Z", "RRULE:FREQ=DAILY;UNTIL=20260106T090000Z", "RDATE:20270101T000000Z"])
                == ["2026-01-05T09:00", "2026-01-06T09:00", "2027-01-01T00:00"])
        // Excluding rules; folded lines, and the line ends of a file.
        #expect(
            try times([
                "DTSTART:20260105T090000Z\\r", "RRULE:FREQ=DAI\\r", " LY;COUNT=9\\r", "EXRULE:FREQ=DAILY;INTERVAL=2\\r",
                "",
            ]) == ["2026-01-06T09:00", "2026-01-08T09:00", "2026-01-10T09:00", "2026-01-12T09:00"])
        #expect(
            try times(["DTSTART:20260105T090000Z", "RRULE:FREQ=DAILY;COUNT=2", "RRULE:FREQ=DAILY;INTERVAL=2;COUNT=3"])
                == ["2026-01-05T09:00", "2026-01-06T09:00", "2026-01-07T09:00", "2026-01-09T09:00"])
        // A time that occurs twice is excluded both times.
        #expect(
            try times([
                "DTSTART;TZID=Europe/Berlin:20261025T013000", "RRULE:FREQ=HOURLY;COUNT=4",
                "EXDATE;TZID=Europe/Berlin:20261025T023000",
            ]) == ["2026-10-24T23:30", "2026-10-25T02:30"])
        #expect(
            try times(
                ["DTSTART:20260105T090000Z", "RRULE:FREQ=DAILY;COUNT=5", "EXDATE:20260106T090000Z"], #","count":3"#)
                == ["2026-01-05T09:00", "2026-01-07T09:00", "2026-01-08T09:00"])
    }

    /// A start in the past is where the series begins; its past occurrences do not run.
    @Test func aStartInThePastBeginsTheSeries() throws {
        let rule = try rule(#"{"rrule":"DTSTART:20200101T090000Z\nRRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=170"}"#)
        let anchor = try #require(try rule.start(in: .utc))
        #expect(anchor.rfc3339 == "2020-01-01T09:00:00.000Z")
        let now = try Timestamp(rfc3339: "2026-06-01T00:00:00Z")
        let (accepted, first) = try rule.accepted(anchor: anchor, localAnchor: nil, zone: .utc, seed: 0, after: now)
        #expect(first.rfc3339 == "2026-06-10T09:00:00.000Z")
        let recurrence = try Recurrence(accepted, anchor: anchor, zone: .utc)
        #expect(recurrence.latest(notAfter: .latest)?.rfc3339 == "2026-06-24T09:00:00.000Z")
    }

    @Test func longTextsAreBounded() throws {
        let many = (0..<1000).map { "2026\($0 % 9 < 8 ? "01" : "02")\(10 + $0 % 18)T0\($0 % 10)0000Z" }
        let head = #"{"rrule":"DTSTART:20260101T090000Z\nRRULE:FREQ=DAILY\nEXDATE:"#
        #expect(throws: Never.self) {
            try recurrence(head + many.joined(separator: ",") + #""}"#, from: "2026-01-01T00:00:00")
        }
        let more = head + (many + ["20260101T000000Z"]).joined(separator: ",") + #""}"#
        #expect(throws: RecurrenceError.self) { try recurrence(more, from: "2026-01-01T00:00:00") }
        let long = #"{"rrule":"DTSTART:20260101T090000Z\nRRULE:FREQ=DAILY\n\#(String(repeating: " ", count: 70_000))"}"#
        #expect(throws: RecurrenceError.self) { try recurrence(long, from: "2026-01-01T00:00:00") }
    }
}
