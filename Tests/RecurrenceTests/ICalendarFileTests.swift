import Recurrence
import Testing
import Timekeeping

@Suite("iCalendar files")
struct ICalendarFileTests {
    private func file(_ lines: String...) -> ICalendarFile {
        ICalendarFile(
            reading: Array((["BEGIN:VCALENDAR"] + lines + ["END:VCALENDAR"]).joined(separator: "\r\n").utf8))
    }

    private func event(_ lines: String...) -> ICalendarFile {
        ICalendarFile(
            reading: Array(
                (["BEGIN:VCALENDAR", "BEGIN:VEVENT"] + lines + ["END:VEVENT", "END:VCALENDAR"]).joined(separator: "\n")
                    .utf8))
    }

    @Test func `an event has its times, rules and texts`() throws {
        let file = event(
            "UID:1", "SUMMARY:Tag der Arbeit\\, frei", "DTSTART;TZID=Europe/Berlin:20260501T090000",
            "DTEND;TZID=\"Europe/Berlin\":20260501T100000", "RRULE:FREQ=YEARLY",
            "EXDATE;TZID=Europe/Berlin:20270501T090000,20280501T090000", "RDATE:20260502T070000Z", "STATUS:CONFIRMED")
        #expect(file.errors.isEmpty)
        let event = try #require(file.events.first)
        let berlin = try #require(Zone(identifier: "Europe/Berlin"))
        #expect(event.start == .local(try LocalDateTime(parsing: "2026-05-01T09:00:00"), zone: berlin))
        #expect(event.end == .local(try LocalDateTime(parsing: "2026-05-01T10:00:00"), zone: berlin))
        #expect(event.summary == "Tag der Arbeit, frei")
        #expect(event.rules.map(\.text) == ["FREQ=YEARLY"])
        #expect(event.rules.map(\.line) == [7])
        #expect(event.exceptions.count == 2)
        #expect(event.additions == [.instant(try Timestamp(rfc3339: "2026-05-02T07:00:00Z"))])
        #expect(!event.isCancelled)
    }

    @Test func `lines are unfolded before they are decoded, however they end`() throws {
        for end in ["\r\n", "\n", "\r"] {
            var bytes = Array("\u{FEFF}BEGIN:VCALENDAR\(end)BEGIN:VEVENT\(end)SUMMARY:Mari".utf8)
            // The two bytes of ä, folded between them.
            bytes += [0xC3] + Array("\(end) ".utf8) + [0xA4]
            bytes += Array("\(end)\t end\(end)DTSTART:20260815\(end)END:VEVENT\(end)END:VCALENDAR\(end)".utf8)
            let file = ICalendarFile(reading: bytes)
            #expect(file.errors.isEmpty)
            #expect(file.events.first?.summary == "Mariä end")
            #expect(file.events.first?.line == 2)
        }
    }

    @Test func `what is inside an event's alarm is not the event's`() throws {
        let file = event(
            "DTSTART:20260815", "BEGIN:VALARM", "DESCRIPTION:Ring", "DURATION:PT15M", "END:VALARM", "DURATION:P2D")
        #expect(file.events.first?.description == nil)
        #expect(file.events.first?.end == .day(try #require(CivilDate(year: 2026, month: 8, day: 17))))
    }

    @Test func `a zone is found by the names that programs write`() throws {
        let berlin = try #require(Zone(identifier: "Europe/Berlin"))
        let file = file(
            "BEGIN:VEVENT", "DTSTART;TZID=/mozilla.org/20050126_1/Europe/Berlin:20260501T090000", "END:VEVENT",
            "BEGIN:VEVENT", "DTSTART;TZID=Home:20260501T090000", "END:VEVENT", "BEGIN:VTIMEZONE", "TZID:Home",
            "X-LIC-LOCATION:Europe/Berlin", "END:VTIMEZONE")
        #expect(file.errors.isEmpty)
        #expect(file.events.map(\.start.zone) == [berlin, berlin])
    }

    @Test(arguments: [
        ("DTSTART:2026-05-01", 3, "DTSTART must be a date or a time"),
        ("DTSTART:20260230", 3, "DTSTART must be a date or a time"),
        ("DTSTART;TZID=Nowhere/City:20260501T090000", 3, "the zone Nowhere/City of DTSTART is not known"),
        ("SUMMARY:x", 2, "the event has no DTSTART"),
        ("DTSTART:20260501\nRRULE:FREQ=DAILY;BYDAY=XX", 4, "RRULE, column 18"),
        ("DTSTART:20260501\nDTEND:20260501T100000", 4, "DTEND must be a date"),
        ("DTSTART:20260501\nDTEND:20260401", 2, "the event ends before it begins"),
        ("DTSTART:20260501\nDURATION:1D", 4, "DURATION: expected"),
        ("DTSTART:20260501\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260501", 4, "RANGE=THISANDFUTURE"),
        ("DTSTART:20260501\nno colon", 4, "expected NAME:value; found “no colon”"),
    ])
    func `what is not understood is named by its line`(lines: String, line: Int, message: String) {
        let file = event(lines)
        #expect(file.errors.first?.line == line)
        #expect(file.errors.first?.message.contains(message) == true, "\(file.errors)")
    }

    @Test func `a broken event leaves the others`() {
        let file = file("BEGIN:VEVENT", "DTSTART:x", "END:VEVENT", "BEGIN:VEVENT", "DTSTART:20260501", "END:VEVENT")
        #expect(file.events.count == 1)
        #expect(file.errors.map(\.line) == [3])
    }

    @Test func `what is no calendar is refused, and what is cut off is noticed`() {
        #expect(ICalendarFile(reading: Array("{}".utf8)).errors.map(\.line) == [1])
        #expect(ICalendarFile(reading: []).errors.map(\.line) == [1])
        let cut = ICalendarFile(reading: Array("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260501".utf8))
        #expect(cut.errors.map(\.line) == [1, 2])
    }

    @Test func `any bytes are read without a crash, and soon`() {
        var random = SystemRandomNumberGenerator()
        let pieces = [
            "BEGIN:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "END:VCALENDAR", "DTSTART", ":", ";", "=", "\"", "\n",
            "\r",
            " ", "TZID", "VALUE=DATE", "20260501", "T090000", "Z", "RRULE:FREQ=DAILY", "EXDATE", ",", "DURATION:P1D",
            "\u{301}", "/", "99999999999", "DTEND:", "RECURRENCE-ID:",
        ]
        for _ in 0..<2000 {
            let text = (0..<40).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            var bytes = Array(("BEGIN:VCALENDAR\n" + text).utf8)
            for _ in 0..<3 where !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let file = ICalendarFile(reading: bytes)
            #expect(file.events.allSatisfy { $0.line >= 1 })
        }
    }
}
