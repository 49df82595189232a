import Testing
import Timekeeping
import TimekeepingTesting

@testable import Actions

@Suite struct RetryAfterTests {
    private let now = Timestamp(milliseconds: 784_111_777_000)  // Sun, 06 Nov 1994 08:49:37 GMT

    @Test(arguments: [
        ("120", 120.0), (" 5 ", 5), ("0", 0), ("007", 7), ("20.5", 20.5), ("0.25", 0.25),
        // More than a day counts as a day, with any number of digits.
        ("86400", 86_400), ("86401", 86_400), ("4294967296", 86_400), ("99999999999999999999999999", 86_400),
        ("1000000.5", 86_400), ("Sun, 06 Nov 2094 08:50:37 GMT", 86_400),
    ])
    func secondsAreCappedAtADay(_ value: String, _ seconds: Double) {
        #expect(RetryAfter.seconds(value, now: now) == seconds)
    }

    @Test(arguments: [
        ("Sun, 06 Nov 1994 08:50:37 GMT", 60.0), ("Sunday, 06-Nov-94 08:50:37 GMT", 60),
        ("Sun Nov  6 08:50:37 1994", 60), ("Sun, 06 Nov 1994 08:00:00 GMT", 0), ("Sun, 06 Nov 1994 08:50:37 +0000", 60),
        ("Sun, 06 Nov 1994 09:50:37 +0100", 60), ("Sun, 06 Nov 1994 03:20:37 -0530", 60),
        ("Mon, 06 Nov 1994 08:50:37 GMT", 60), ("Xyz, 6 november 1994 8:50:37 UTC", 60),
        ("06 Nov 1994 08:50:37", 60), ("Nov 6, 1994 08:50:37", 60), ("sun, 06 nov 1994 08:50:37 gmt", 60),
        ("1994-11-06T08:50:37Z", 60), ("1994-11-06T09:50:37+01:00", 60), ("Sunday, 06-Nov-1994 08:50:37 GMT", 60),
        ("Sun, 06 Nov 1994 08:50 GMT", 23), ("Sun, 06 Nov 1994 03:50:37 EST", 60),
        ("Sun, 06 Nov 1994 01:50:37 PDT", 60),
        ("Sun Nov  6 03:50:37 -0500 1994", 60), ("Sun Nov 06 1994 09:50:37 GMT+0100 (CET)", 60),
        ("Sun, 06 Nov 1994 09:50:37 +01:00", 60), ("08:50:37 06-Nov-1994", 60), ("Sun, 06-Nov-94 08:50:37 -0000", 60),
        ("Sun, 06 Nov 1994 08:50:37GMT", 60), ("\tSun, 06 Nov 1994 08:50:37 GMT\t", 60),
        ("Sun,06 Nov 1994 08:50:37 Z", 60), ("Funday, 06-Nov-94 08:50:37 GMT", 60),
    ])
    func datesAreReadAsBrowsersDo(_ value: String, _ seconds: Double) {
        #expect(RetryAfter.seconds(value, now: now) == seconds)
    }

    @Test(arguments: [
        "", " ", "soon", "-5", "-0.5", "+5", "5s", "1.2.3", "1e3", "20.", ".5", "NaN", "inf", "0x10", "5, 6", "٣",
        "Sun, 06 Nov 1994", "08:50:37", "Sun, 31 Feb 1994 08:50:37 GMT", "Sun, 06 Nov 1994 25:00:00 GMT",
        "Sun, 06 Nov 1994 08: GMT", "Sun, 06 Nov 1994 08:50:37 +9900", "Sun, 06 Nov 1994 08:61 GMT",
        "Sun, 00 Nov 1994 08:50:37 GMT", "Sun, 06 Nov 1500 08:50:37 GMT",
        String(repeating: "Sun, 06 Nov 1994 08:50:37 GMT ", count: 10),
    ])
    func anythingElseIsIgnored(_ value: String) {
        #expect(RetryAfter.seconds(value, now: now) == nil)
    }

    private struct Parts {
        let year: Substring
        let month: Int
        let day: Substring
        let clock: Substring

        /// Splits a text such as `1994-11-06T08:49:37.000Z`.
        init(_ instant: Timestamp) {
            let parts = instant.rfc3339.split { "-T.Z".contains($0) }
            (year, month, day, clock) = (parts[0], Int(parts[1]) ?? 0, parts[2], parts[3])
        }
    }

    /// Each form has the same instant, with any weekday.
    @Test func anyInstantIsReadInEachForm() throws {
        var random = SeededGenerator(seed: 22)
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        for _ in 0..<5_000 {
            // 1970 to 2069, the years of two digits.
            let instant = Timestamp(milliseconds: Int64.random(in: 0..<3_155_760_000, using: &random) * 1000)
            let offset = Int.random(in: -14 * 60...14 * 60, using: &random)
            let utc = Parts(instant)
            let there = Parts(instant + .seconds(offset * 60))
            let day = ["Sun", "Monday", "Foo", "Wed"].randomElement(using: &random)!
            func date(_ at: Parts, _ separator: String, _ year: Substring) -> String {
                "\(at.day)\(separator)\(months[at.month - 1])\(separator)\(year)"
            }
            let zone = (offset < 0 ? "-" : "+") + two(abs(offset) / 60) + two(abs(offset) % 60)
            let forms = [
                "\(day), \(date(utc, " ", utc.year)) \(utc.clock) GMT",
                "\(day), \(date(utc, "-", utc.year.suffix(2))) \(utc.clock) GMT",
                "\(day) \(months[utc.month - 1]) \(utc.day.replacing(/^0/, with: " ")) \(utc.clock) \(utc.year)",
                "\(day), \(date(there, " ", there.year)) \(there.clock) \(zone)",
                "\(day), \(date(there, "-", there.year)) \(there.clock) GMT\(zone)",
                instant.rfc3339,
            ]
            for form in forms { #expect(HTTPDate.read(form) == instant, "\(form)") }
        }
    }

    @Test func noTextIsMoreThanADayOrLessThanNone() {
        var random = SeededGenerator(seed: 23)
        let pieces = [
            "Sun", "06", "Nov", "1994", "2094", "08:50", ":37", "GMT", "+0100", "-", "+", ",", " ", "1", "20.5",
            "99999",
            "EST", "٣", "é", "\t", "Z", "T", "08:50:37", "94", "\u{301}",
        ]
        var read = 0
        for _ in 0..<50_000 {
            let count = Int.random(in: 1...10, using: &random)
            let separator = Bool.random(using: &random) ? " " : ""
            let text = (0..<count).map { _ in pieces.randomElement(using: &random)! }.joined(separator: separator)
            guard let seconds = RetryAfter.seconds(text, now: now) else { continue }
            read += 1
            #expect((0...86_400).contains(seconds), "\(text)")
        }
        #expect(read > 1000)
    }
}
