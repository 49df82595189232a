import Foundation
import Testing
import Timekeeping
import TimekeepingTesting

@testable import Recurrence

/// No text makes a parser crash or hang, and an accepted rule can be searched.
@Suite struct ParserFuzzTests {
    private static let seeds = [
        "0 9 * * MON-FRI", "*/15 0-6,22-2/3 L-3 JAN,MAR FRI#2", "H(0-29)/10 H 15W * ?", "@daily", "30 0 9 LW 1/2 5L",
        "FREQ=MONTHLY;BYDAY=-1FR,2MO;BYSETPOS=-1;COUNT=10", "FREQ=YEARLY;BYWEEKNO=20,-1;BYYEARDAY=-366;WKST=SU",
        "RRULE:RSCALE=GREGORIAN;FREQ=SECONDLY;INTERVAL=90;BYHOUR=1,2;UNTIL=20261224T180000Z;SKIP=FORWARD",
        "0 30 9 ? JAN,JUL 2#1,LW 2026-2030/2", "~ 0~30/10 L-3 * ?", "CRON_TZ=Europe/Berlin 0 9 * * *", "@every 1h30m",
        "cron(0/15 8-17 ? * 2-6 2026-2030)", "rate(5 minutes)", "at(2026-12-24T18:00:00)",
        "Mon,Wed..Fri *-1,4/3-1..7,20/2 08..18/2:00/15:30 Europe/Berlin", "Sun 2026..2030-*~07/1", "quarterly UTC",
        "DTSTART;TZID=\"W. Europe Standard Time\":20260101T090000\nRRULE:FREQ=WEEKLY;COUNT=4\nEXDATE:20260108T090000",
        "DTSTART;VALUE=DATE:20260101\r\nRDATE;VALUE=PERIOD:20260102T000000Z/PT1H,\r\n 20260103T000000Z",
        "PT15M", "P1Y2M10DT2H30M0.5S", "P2W", "2026-12-24T18:00:00",
    ]
    private static let pieces = [
        "*", "/", "-", ",", "#", "?", "L", "W", "H", "(", ")", "@", ";", "=", ":", " ", "\t", "0", "9", "31", "366",
        "99999999999999999999", "-1", "MON", "FREQ", "DAILY", "BYDAY", "COUNT", "P", "T", "M", "S", ".", "ä", "\u{0}",
        "Z", "~", "..", "\n", "\"", "DTSTART", "EXDATE", "cron(", "TZ=", "@every", "2026", "100000000",
    ]

    @Test func noTextBreaksAParser() {
        var rules = RandomRules(random: .forTest())
        let count = ProcessInfo.processInfo.environment["CARILLON_FUZZ_TEXTS"].flatMap { Int($0) } ?? 1_000_000
        var (accepted, sets) = (0, 0)
        for index in 0..<count {
            let text =
                rules.chance(0.6)
                ? mutated(&rules) : (0..<rules.int(0...12)).map { _ in rules.pick(Self.pieces) }.joined()
            let calendar: CalendarRule? =
                if case .fields(let rule, _)? = try? CronText.parse(text, seed: 1).schedule {
                    rule
                } else {
                    index % 2 == 0 ? (try? SystemdCalendar.parse(text))?.rule : nil
                }
            if let calendar {
                accepted += 1
                var budget = SearchBudget(left: 100)
                _ = calendar.next(after: LocalDateTime(milliseconds: 1_767_225_600_000), &budget)
            }
            if text.contains("\n"), (try? RecurrenceSetParser.parse(text)) != nil { sets += 1 }
            if let rule = try? RRuleParser.parse(text) {
                accepted += 1
                let start = LocalDateTime(milliseconds: 1_767_225_600_000)
                var budget = SearchBudget(left: 100)
                _ = RRuleSeries(rule, start: start, skip: .forward).next(after: start, &budget)
            }
            if (try? ISODuration(parsing: text)) != nil { accepted += 1 }
        }
        #expect(accepted > count / 100 && sets > count / 1000, "accepted \(accepted), sets \(sets)")
    }

    private func mutated(_ rules: inout RandomRules) -> String {
        var scalars = Array(rules.pick(Self.seeds).unicodeScalars)
        for _ in 0..<rules.int(1...3) {
            let place = rules.int(0...scalars.count)
            switch rules.int(0...2) {
            case 0: scalars.insert(contentsOf: rules.pick(Self.pieces).unicodeScalars, at: place)
            case 1 where place < scalars.count: scalars.remove(at: place)
            default:
                if place < scalars.count { scalars[place] = Unicode.Scalar(UInt8(rules.int(32...126))) }
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }

    private static let forms: [(name: String, texts: [String])] = [
        ("cron", ["0 9 * * MON-FRI", "*/15 0-6 * * *", "@daily", "30 0 9 LW * ?"]), ("every", ["PT15M", "P1D", "P2W"]),
        ("rrule", ["FREQ=MONTHLY;BYDAY=-1FR,2MO", "FREQ=WEEKLY;COUNT=4", "FREQ=DAILY"]), ("word", ["daily", "weekly"]),
        ("systemd", ["Mon..Fri 09:00", "quarterly", "*-*-1 00:00"]),
    ]
    private static let members = [
        #""count":3"#, #""until":"2027-01-01""#, #""starts_at":"2026-02-01T00:00:00""#, #""dst_gap":"skip""#,
        #""jitter_seconds":60"#, #""month_end":"last_day""#, #""except":[{"word":"weekly"}]"#,
        #""except":["2026-01-02"]"#,
    ]

    /// JSON objects and lists around such texts.
    @Test func noObjectBreaksTheReader() {
        var rules = RandomRules(random: .forTest())
        let names = [
            "word", "cron", "every", "rrule", "calendar", "at", "any_of", "except", "count", "until", "starts_at",
            "timezone", "systemd", "jitter_seconds", "month_end", "dst_gap", "hour", "from", "to", "start", "step",
        ]
        func value(_ rules: inout RandomRules, depth: Int) -> String {
            switch rules.int(0...(depth > 4 ? 3 : 6)) {
            case 0: return "\(rules.int(-5...100_000))"
            case 1, 2: return #""\#(mutated(&rules).filter { $0.isASCII && $0 != "\"" && $0 != "\\" && $0 >= " " })""#
            case 3: return rules.pick(["null", "true", #""daily""#, #""UTC""#])
            case 4:
                return "[" + (0..<rules.int(0...3)).map { _ in value(&rules, depth: depth + 1) }.joined(separator: ",")
                    + "]"
            default:
                return "{"
                    + (0..<rules.int(0...3)).map { _ in
                        #""\#(rules.pick(names))":\#(value(&rules, depth: depth + 1))"#
                    }.joined(separator: ",") + "}"
            }
        }
        /// An object that is often valid: a form with a text for it, with or without mutations, and other members.
        func plausible(_ rules: inout RandomRules) -> String {
            let (form, texts) = rules.pick(Self.forms)
            let text = rules.chance(0.6) ? rules.pick(texts) : mutated(&rules)
            var members = [#""\#(form)":"\#(text.filter { $0.isASCII && $0 != "\"" && $0 != "\\" && $0 >= " " })""#]
            for _ in 0..<rules.int(0...2) {
                let member = rules.chance(0.8) ? rules.pick(Self.members) : #""x":\#(value(&rules, depth: 3))"#
                members.append(member)
            }
            let object = "{\(members.joined(separator: ","))}"
            return rules.chance(0.8) ? object : #"{"any_of":[\#(object),\#(value(&rules, depth: 3))]}"#
        }
        let count = 30_000
        var (accepted, refused) = (0, 0)
        for _ in 0..<count {
            let json = rules.chance(0.5) ? plausible(&rules) : value(&rules, depth: 0)
            guard let recurrence = try? recurrence(json, from: "2026-01-01T00:00:00") else {
                refused += 1
                continue
            }
            accepted += 1
            _ = recurrence.occurrences(2)
        }
        #expect(accepted > count / 20 && refused > count / 20, "accepted \(accepted), refused \(refused)")
    }
}
