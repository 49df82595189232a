import Testing
import Timekeeping

@testable import Recurrence

/// The examples of RFC 5545, section 3.8.5.3, and of RFC 7529, section 4.1, all in New York.
@Suite struct RFC5545ExampleTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let rule: String
        /// A date, with a time if it is not 09:00.
        let start: String
        /// A list of days such as `1997-09 2 4 6`, or of times on the first day such as `09:00 09:15`.
        let expected: [String]
        /// Whether these are all occurrences; otherwise they are the first ones.
        var ends = true

        var testDescription: String { rule }
    }

    @Test(arguments: days) func givesTheDays(_ example: Example) throws {
        let recurrence = try recurrence(
            #"{"rrule":"\#(example.rule)"}"#, from: example.start + "T09:00:00", in: "America/New_York")
        let expected = example.expected.flatMap { month in
            let parts = month.split(separator: " ")
            return parts.dropFirst().map { "\(parts[0])-\($0.count == 1 ? "0" : "")\($0) 09:00" }
        }
        let found = recurrence.localTimes(expected.count + 1)
        #expect(Array(found.prefix(expected.count)) == expected)
        #expect(found.count == expected.count + (example.ends ? 0 : 1))
    }

    private static let all = (1...31).map(String.init).joined(separator: " ")

    private static func days(of month: String, _ range: ClosedRange<Int>) -> String {
        "\(month) \(range.map(String.init).joined(separator: " "))"
    }

    static let days: [Example] = [
        // Daily.
        Example(rule: "FREQ=DAILY;COUNT=10", start: "1997-09-02", expected: [days(of: "1997-09", 2...11)]),
        Example(
            rule: "FREQ=DAILY;UNTIL=19971224T000000Z", start: "1997-09-02",
            expected: [
                days(of: "1997-09", 2...30), days(of: "1997-10", 1...31), days(of: "1997-11", 1...30),
                days(of: "1997-12", 1...23),
            ]),
        Example(
            rule: "FREQ=DAILY;INTERVAL=2", start: "1997-09-02",
            expected: [
                "1997-09 2 4 6 8 10 12 14 16 18 20 22 24 26 28 30",
                "1997-10 2 4 6 8 10 12 14 16 18 20 22 24 26 28 30", "1997-11 1 3 5",
            ], ends: false),
        Example(
            rule: "FREQ=DAILY;INTERVAL=10;COUNT=5", start: "1997-09-02", expected: ["1997-09 2 12 22", "1997-10 2 12"]),
        Example(
            rule: "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA", start: "1998-01-01",
            expected: ["1998-01 \(all)", "1999-01 \(all)", "2000-01 \(all)"]),
        Example(
            rule: "FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1", start: "1998-01-01",
            expected: ["1998-01 \(all)", "1999-01 \(all)", "2000-01 \(all)"]),
        // Weekly.
        Example(
            rule: "FREQ=WEEKLY;COUNT=10", start: "1997-09-02",
            expected: ["1997-09 2 9 16 23 30", "1997-10 7 14 21 28", "1997-11 4"]),
        Example(
            rule: "FREQ=WEEKLY;UNTIL=19971224T000000Z", start: "1997-09-02",
            expected: ["1997-09 2 9 16 23 30", "1997-10 7 14 21 28", "1997-11 4 11 18 25", "1997-12 2 9 16 23"]),
        Example(
            rule: "FREQ=WEEKLY;INTERVAL=2;WKST=SU", start: "1997-09-02",
            expected: [
                "1997-09 2 16 30", "1997-10 14 28", "1997-11 11 25", "1997-12 9 23", "1998-01 6 20", "1998-02 3",
            ], ends: false),
        Example(
            rule: "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH", start: "1997-09-02",
            expected: ["1997-09 2 4 9 11 16 18 23 25 30", "1997-10 2"]),
        Example(
            rule: "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", start: "1997-09-02",
            expected: ["1997-09 2 4 9 11 16 18 23 25 30", "1997-10 2"]),
        Example(
            rule: "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR", start: "1997-09-01",
            expected: [
                "1997-09 1 3 5 15 17 19 29", "1997-10 1 3 13 15 17 27 29 31", "1997-11 10 12 14 24 26 28",
                "1997-12 8 10 12 22",
            ]),
        Example(
            rule: "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", start: "1997-09-02",
            expected: ["1997-09 2 4 16 18 30", "1997-10 2 14 16"]),
        // Monthly.
        Example(
            rule: "FREQ=MONTHLY;COUNT=10;BYDAY=1FR", start: "1997-09-05",
            expected: [
                "1997-09 5", "1997-10 3", "1997-11 7", "1997-12 5", "1998-01 2", "1998-02 6", "1998-03 6",
                "1998-04 3", "1998-05 1", "1998-06 5",
            ]),
        Example(
            rule: "FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR", start: "1997-09-05",
            expected: ["1997-09 5", "1997-10 3", "1997-11 7", "1997-12 5"]),
        Example(
            rule: "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU", start: "1997-09-07",
            expected: ["1997-09 7 28", "1997-11 2 30", "1998-01 4 25", "1998-03 1 29", "1998-05 3 31"]),
        Example(
            rule: "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", start: "1997-09-22",
            expected: ["1997-09 22", "1997-10 20", "1997-11 17", "1997-12 22", "1998-01 19", "1998-02 16"]),
        Example(
            rule: "FREQ=MONTHLY;BYMONTHDAY=-3", start: "1997-09-28",
            expected: ["1997-09 28", "1997-10 29", "1997-11 28", "1997-12 29", "1998-01 29", "1998-02 26"], ends: false),
        Example(
            rule: "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15", start: "1997-09-02",
            expected: ["1997-09 2 15", "1997-10 2 15", "1997-11 2 15", "1997-12 2 15", "1998-01 2 15"]),
        Example(
            rule: "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1", start: "1997-09-30",
            expected: ["1997-09 30", "1997-10 1 31", "1997-11 1 30", "1997-12 1 31", "1998-01 1 31", "1998-02 1"]),
        Example(
            rule: "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15", start: "1997-09-10",
            expected: ["1997-09 10 11 12 13 14 15", "1999-03 10 11 12 13"]),
        Example(
            rule: "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU", start: "1997-09-02",
            expected: ["1997-09 2 9 16 23 30", "1997-11 4 11 18 25", "1998-01 6 13 20 27", "1998-03 3 10 17 24 31"],
            ends: false),
        // Yearly.
        Example(
            rule: "FREQ=YEARLY;COUNT=10;BYMONTH=6,7", start: "1997-06-10",
            expected: (1997...2001).flatMap { ["\($0)-06 10", "\($0)-07 10"] }),
        Example(
            rule: "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3", start: "1997-03-10",
            expected: ["1997-03 10"]
                + [1999, 2001, 2003].flatMap { ["\($0)-01 10", "\($0)-02 10", "\($0)-03 10"] }),
        Example(
            rule: "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200", start: "1997-01-01",
            expected: [
                "1997-01 1", "1997-04 10", "1997-07 19", "2000-01 1", "2000-04 9", "2000-07 18", "2003-01 1",
                "2003-04 10", "2003-07 19", "2006-01 1",
            ]),
        Example(
            rule: "FREQ=YEARLY;BYDAY=20MO", start: "1997-05-19", expected: ["1997-05 19", "1998-05 18", "1999-05 17"],
            ends: false),
        Example(
            rule: "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", start: "1997-05-12",
            expected: ["1997-05 12", "1998-05 11", "1999-05 17"], ends: false),
        Example(
            rule: "FREQ=YEARLY;BYMONTH=3;BYDAY=TH", start: "1997-03-13",
            expected: ["1997-03 13 20 27", "1998-03 5 12 19 26", "1999-03 4 11 18 25"], ends: false),
        Example(
            rule: "FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8", start: "1997-06-05",
            expected: [
                "1997-06 5 12 19 26", "1997-07 3 10 17 24 31", "1997-08 7 14 21 28", "1998-06 4 11 18 25",
                "1998-07 2 9 16 23 30", "1998-08 6 13 20 27", "1999-06 3 10 17 24", "1999-07 1 8 15 22 29",
                "1999-08 5 12 19 26",
            ], ends: false),
        // The RFC excludes the first day: it does not match, and is not an occurrence here.
        Example(
            rule: "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", start: "1997-09-02",
            expected: ["1998-02 13", "1998-03 13", "1998-11 13", "1999-08 13", "2000-10 13"], ends: false),
        Example(
            rule: "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13", start: "1997-09-13",
            expected: [
                "1997-09 13", "1997-10 11", "1997-11 8", "1997-12 13", "1998-01 10", "1998-02 7", "1998-03 7",
                "1998-04 11", "1998-05 9", "1998-06 13",
            ], ends: false),
        Example(
            rule: "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", start: "1996-11-05",
            expected: ["1996-11 5", "2000-11 7", "2004-11 2"], ends: false),
        // Positions.
        Example(
            rule: "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", start: "1997-09-04",
            expected: ["1997-09 4", "1997-10 7", "1997-11 6"]),
        Example(
            rule: "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", start: "1997-09-29",
            expected: [
                "1997-09 29", "1997-10 30", "1997-11 27", "1997-12 30", "1998-01 29", "1998-02 26", "1998-03 30",
            ],
            ends: false),
        // The effect of the first day of the week.
        Example(
            rule: "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", start: "1997-08-05",
            expected: ["1997-08 5 10 19 24"]),
        Example(
            rule: "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", start: "1997-08-05",
            expected: ["1997-08 5 17 19 31"]),
        // Days that a month does not have are skipped.
        Example(
            rule: "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", start: "2007-01-15",
            expected: ["2007-01 15 30", "2007-02 15", "2007-03 15 30"]),
        // RFC 7529.
        Example(
            rule: "RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=FORWARD;COUNT=4", start: "2014-01-31",
            expected: ["2014-01 31", "2014-03 1 31", "2014-05 1"]),
        Example(
            rule: "RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=BACKWARD;COUNT=4", start: "2014-01-31",
            expected: ["2014-01 31", "2014-02 28", "2014-03 31", "2014-04 30"]),
        Example(
            rule: "RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=FORWARD;COUNT=5", start: "2012-02-29",
            expected: ["2012-02 29", "2013-03 1", "2014-03 1", "2015-03 1", "2016-02 29"]),
        Example(
            rule: "RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=BACKWARD;COUNT=5", start: "2012-02-29",
            expected: ["2012-02 29", "2013-02 28", "2014-02 28", "2015-02 28", "2016-02 29"]),
        Example(
            rule: "RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=OMIT;COUNT=2", start: "2012-02-29",
            expected: ["2012-02 29", "2016-02 29"]),
    ]

    @Test(arguments: times) func givesTheTimes(_ example: Example) throws {
        let recurrence = try recurrence(
            #"{"rrule":"\#(example.rule)"}"#, from: example.start + "T09:00:00", in: "America/New_York")
        let found = recurrence.localTimes(example.expected.count + (example.ends ? 1 : 0))
        #expect(found == example.expected)
    }

    static let times: [Example] = [
        // The RFC also lists 15:00, which is later than 17:00 UTC: an error of the RFC, which means 17:00 in New York.
        Example(
            rule: "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000Z", start: "1997-09-02",
            expected: ["1997-09-02 09:00", "1997-09-02 12:00"]),
        Example(
            rule: "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z", start: "1997-09-02",
            expected: ["1997-09-02 09:00", "1997-09-02 12:00", "1997-09-02 15:00"]),
        Example(
            rule: "FREQ=MINUTELY;INTERVAL=15;COUNT=6", start: "1997-09-02",
            expected: ["09:00", "09:15", "09:30", "09:45", "10:00", "10:15"].map { "1997-09-02 \($0)" }),
        Example(
            rule: "FREQ=MINUTELY;INTERVAL=90;COUNT=4", start: "1997-09-02",
            expected: ["09:00", "10:30", "12:00", "13:30"].map { "1997-09-02 \($0)" }),
        Example(
            rule: "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40", start: "1997-09-02",
            expected: everyTwentyMinutes, ends: false),
        Example(
            rule: "FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16", start: "1997-09-02",
            expected: everyTwentyMinutes, ends: false),
    ]

    private static let everyTwentyMinutes = ["1997-09-02", "1997-09-03"].flatMap { day in
        (9...16).flatMap { hour in ["00", "20", "40"].map { "\(day) \(hour < 10 ? "0" : "")\(hour):\($0)" } }
    }
}
