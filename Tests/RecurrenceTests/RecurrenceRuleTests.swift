import JSON
import Testing
import Timekeeping
import TimekeepingTesting

@testable import Recurrence

/// The meaning of rules, by form and by option. In UTC, from 2026-01-01T00:00, unless stated otherwise.
@Suite struct RecurrenceRuleTests {
    private func times(
        _ json: String, from start: String = "2026-01-01T00:00:00", in zone: String = "UTC", _ count: Int,
        after: String? = nil
    ) throws -> [String] {
        let after = try after.map { try Timestamp(rfc3339: $0) }
        return try recurrence(json, from: start, in: zone).localTimes(count, after: after)
    }

    @Test(
        arguments: [
            (#""hourly""#, ["2026-01-01 00:00", "2026-01-01 01:00"]),
            (#""daily""#, ["2026-01-01 00:00", "2026-01-02 00:00"]),
            (#""weekly""#, ["2026-01-01 00:00", "2026-01-08 00:00"]),
            (#""monthly""#, ["2026-01-01 00:00", "2026-02-01 00:00"]),
            (#""yearly""#, ["2026-01-01 00:00", "2027-01-01 00:00"]),
            // A Thursday.
            (#""weekdays""#, ["2026-01-01 00:00", "2026-01-02 00:00", "2026-01-05 00:00"]),
            (#"{"cron":"0 9 * * MON-FRI"}"#, ["2026-01-01 09:00", "2026-01-02 09:00", "2026-01-05 09:00"]),
            (#"{"cron":"30 0 9 * * *"}"#, ["2026-01-01 09:00", "2026-01-02 09:00"]),
            (#"{"cron":"@weekly"}"#, ["2026-01-04 00:00", "2026-01-11 00:00"]),
            // Either of the two days; both.
            (#"{"cron":"0 0 13 * FRI"}"#, ["2026-01-02 00:00", "2026-01-09 00:00", "2026-01-13 00:00"]),
            (#"{"cron":"0 0 13 * FRI","day_match":"and"}"#, ["2026-02-13 00:00", "2026-03-13 00:00"]),
            (
                #"{"cron":"0 0 * * FRI-MON"}"#,
                ["2026-01-02 00:00", "2026-01-03 00:00", "2026-01-04 00:00", "2026-01-05 00:00"]
            ),
            (#"{"cron":"0 0 9 1 1 ? 2027/2"}"#, ["2027-01-01 09:00", "2029-01-01 09:00", "2031-01-01 09:00"]),
            (#"{"cron":"@every 1h30m"}"#, ["2026-01-01 00:00", "2026-01-01 01:30"]),
            (#"{"cron":"CRON_TZ=Asia/Tokyo 0 9 * * *"}"#, ["2026-01-01 00:00", "2026-01-02 00:00"]),
            (#"{"cron":"TZ=UTC @daily"}"#, ["2026-01-01 00:00", "2026-01-02 00:00"]),
            (#"{"systemd":"Mon..Fri *-*-* 09:00:00"}"#, ["2026-01-01 09:00", "2026-01-02 09:00", "2026-01-05 09:00"]),
            (#""cron(0 10 ? * 2-6 2027)""#, ["2027-01-01 10:00", "2027-01-04 10:00"]),
            (#""rate(1 hour)""#, ["2026-01-01 00:00", "2026-01-01 01:00"]),
            (#"{"cron":"at(2026-12-24T18:00:00)"}"#, ["2026-12-24 18:00"]),
            (
                #"{"rrule":"DTSTART:20251231T090000\nRRULE:FREQ=DAILY;COUNT=4\nEXDATE:20260102T090000"}"#,
                ["2026-01-01 09:00", "2026-01-03 09:00"]
            ),
            (#"{"cron":"0 0 L * ?"}"#, ["2026-01-31 00:00", "2026-02-28 00:00"]),
            (#"{"cron":"0 0 L-2 * ?"}"#, ["2026-01-29 00:00", "2026-02-26 00:00"]),
            (#"{"cron":"0 0 LW * ?"}"#, ["2026-01-30 00:00", "2026-02-27 00:00"]),
            (#"{"cron":"0 0 15W * ?"}"#, ["2026-01-15 00:00", "2026-02-16 00:00", "2026-03-16 00:00"]),
            // Saturday 31 and Sunday 1 have their working day in the same month.
            (#"{"cron":"0 0 31W 1,10 ?"}"#, ["2026-01-30 00:00", "2026-10-30 00:00"]),
            (#"{"cron":"0 0 1W 2,8 ?"}"#, ["2026-02-02 00:00", "2026-08-03 00:00"]),
            (#"{"cron":"0 0 ? * MON#2"}"#, ["2026-01-12 00:00", "2026-02-09 00:00"]),
            (#"{"cron":"0 0 ? * 5L"}"#, ["2026-01-30 00:00", "2026-02-27 00:00"]),
            (#"{"cron":"0 0 ? * FRIL"}"#, ["2026-01-30 00:00", "2026-02-27 00:00"]),
            (#"{"cron":"0 22-2/2 * * *"}"#, ["2026-01-01 00:00", "2026-01-01 02:00", "2026-01-01 22:00"]),
            (#"{"every":"PT15M"}"#, ["2026-01-01 00:00", "2026-01-01 00:15"]),
            (#"{"every":"P1W"}"#, ["2026-01-01 00:00", "2026-01-08 00:00"]),
            (#"{"every":"P1M2D"}"#, ["2026-01-01 00:00", "2026-02-03 00:00", "2026-03-05 00:00"]),
            (#"{"rrule":"FREQ=MONTHLY;BYDAY=-1FR"}"#, ["2026-01-30 00:00", "2026-02-27 00:00"]),
            (#"{"rrule":"RRULE:freq=daily;count=2;"}"#, ["2026-01-01 00:00", "2026-01-02 00:00"]),
            (
                #"{"calendar":{"hour":[9],"minute":[0],"day_of_week":["MON"]}}"#,
                ["2026-01-05 09:00", "2026-01-12 09:00"]
            ),
            (
                #"{"calendar":{"hour":{"start":8,"end":12,"step":2},"month":"JAN-FEB","year":2027,"day_of_month":[31]}}"#,
                ["2027-01-31 08:00", "2027-01-31 10:00", "2027-01-31 12:00"]
            ),
            (#"{"at":["2026-12-31T23:59:00","2026-12-24T18:00:00"]}"#, ["2026-12-24 18:00", "2026-12-31 23:59"]),
            (
                #"{"any_of":[{"cron":"0 9 * * *"},{"cron":"0 9 * * *"},{"every":"P1D"}]}"#,
                ["2026-01-01 00:00", "2026-01-01 09:00", "2026-01-02 00:00"]
            ),
        ])
    func forms(_ json: String, _ expected: [String]) throws {
        #expect(try times(json, expected.count) == expected)
    }

    @Test(
        arguments: [
            (#"{"word":"daily","starts_at":"2026-03-01T12:00:00"}"#, ["2026-03-02 00:00", "2026-03-03 00:00"]),
            (#"{"cron":"0 9 * * *","until":"2026-01-02T09:00:00"}"#, ["2026-01-01 09:00", "2026-01-02 09:00"]),
            // A day includes all of it.
            (#"{"cron":"0 9 * * *","until":"2026-01-02"}"#, ["2026-01-01 09:00", "2026-01-02 09:00"]),
            (#"{"cron":"0 9 * * *","count":2}"#, ["2026-01-01 09:00", "2026-01-02 09:00"]),
            (#"{"rrule":"FREQ=DAILY;COUNT=5","count":2}"#, ["2026-01-01 00:00", "2026-01-02 00:00"]),
            (#"{"cron":"0 9 * * *","timezone":"Asia/Tokyo","count":1}"#, ["2026-01-01 00:00"]),
            // Exceptions: a day, an instant, a span, a rule.
            (
                #"{"cron":"0 9 * * *","except":["2026-01-01","2026-01-03T09:00:00"],"count":2}"#,
                ["2026-01-02 09:00", "2026-01-04 09:00"]
            ),
            (
                #"{"cron":"0 9 * * *","except":[{"from":"2026-01-01","to":"2026-01-04T09:00:00"}],"count":1}"#,
                ["2026-01-04 09:00"]
            ),
            (
                #"{"cron":"0 */6 * * *","except":[{"cron":"* 0-11 * * *"}],"count":2}"#,
                ["2026-01-01 12:00", "2026-01-01 18:00"]
            ),
            // A rule for days excludes whole days.
            (
                #"{"cron":"0 */12 * * *","except":[{"rrule":"FREQ=WEEKLY;BYDAY=TH,FR"}],"count":2}"#,
                ["2026-01-03 00:00", "2026-01-03 12:00"]
            ),
            (#"{"cron":"0 9 * * *","except":["weekdays"],"count":2}"#, ["2026-01-03 09:00", "2026-01-04 09:00"]),
        ])
    func options(_ json: String, _ expected: [String]) throws {
        #expect(try times(json, expected.count + (json.contains("count") ? 1 : 0)) == expected)
    }

    /// 02:30 does not exist on March 29, and comes twice on October 25.
    @Test(
        arguments: [
            ("dst_gap", "forward", ["03-28 02:30", "03-29 03:00", "03-30 02:30"]),
            ("dst_gap", "skip", ["03-28 02:30", "03-30 02:30", "03-31 02:30"]),
            ("dst_gap", "shift", ["03-28 02:30", "03-29 03:30", "03-30 02:30"]),
            ("dst_overlap", "first", ["10-24 02:30", "10-25 02:30+02", "10-26 02:30"]),
            ("dst_overlap", "second", ["10-24 02:30", "10-25 02:30+01", "10-26 02:30"]),
            ("dst_overlap", "both", ["10-24 02:30", "10-25 02:30+02", "10-25 02:30+01"]),
        ])
    func clocks(_ option: String, _ policy: String, _ expected: [String]) throws {
        let rule = try recurrence(
            #"{"cron":"30 2 * * *","\#(option)":"\#(policy)"}"#, from: "2026-01-01T00:00:00", in: "Europe/Berlin")
        let after = try Timestamp(rfc3339: option == "dst_gap" ? "2026-03-27T12:00:00Z" : "2026-10-23T12:00:00Z")
        let found = rule.occurrences(3, after: after).map { occurrence in
            let local = rule.zone.local(of: occurrence.at).description
            let hours = rule.zone.secondsAheadOfUTC(at: occurrence.at) / 3600
            let isShownTwice = occurrence.notes.contains(.overlap)
            return "\(local.dropFirst(5).prefix(5)) \(local.dropFirst(11).prefix(5))"
                + (isShownTwice ? "+0\(hours)" : "")
        }
        #expect(found == expected)
        let gaps = rule.occurrences(3, after: after).filter { $0.notes.contains(.gap) }
        #expect(gaps.count == (option == "dst_gap" && policy != "skip" ? 1 : 0))
    }

    @Test(
        arguments: [
            (#""monthly""#, ["01-31", "02-28", "03-31"], 1), (#"{"every":"P1M"}"#, ["01-31", "02-28", "03-31"], 1),
            (#"{"word":"monthly","month_end":"skip"}"#, ["01-31", "03-31", "05-31"], 0),
            (#"{"every":"P1M","month_end":"skip"}"#, ["01-31", "03-31", "05-31"], 0),
            (#"{"rrule":"FREQ=MONTHLY"}"#, ["01-31", "03-31", "05-31"], 0),
            (#"{"rrule":"FREQ=MONTHLY","month_end":"clamp"}"#, ["01-31", "02-28", "03-31"], 1),
        ])
    func endsOfMonths(_ json: String, _ expected: [String], _ notes: Int) throws {
        let found = try recurrence(json, from: "2026-01-31T09:00:00").occurrences(3)
        #expect(found.map { String($0.at.rfc3339.dropFirst(5).prefix(5)) } == expected)
        #expect(found.filter { $0.notes.contains(.monthEnd) }.count == notes)
    }

    @Test func countsFar() throws {
        let rule = try recurrence(
            #"{"cron":"0 9 * * *","count":4000}"#, from: "2026-01-01T00:00:00", in: "Europe/Berlin")
        let last = try #require(rule.latest(notAfter: .latest))
        // The 4000th day from January 1, 2026 on.
        #expect(last.rfc3339 == "2036-12-13T08:00:00.000Z")
        let interval = try recurrence(#"{"every":"PT1S","count":10000}"#, from: "2026-01-01T00:00:00")
        #expect(interval.latest(notAfter: .latest)?.rfc3339 == "2026-01-01T02:46:39.000Z")
    }

    @Test func exceptionsAreNoted() throws {
        let rule = try recurrence(#"{"cron":"0 9 * * *","except":["2026-01-02"]}"#, from: "2026-01-01T00:00:00")
        #expect(rule.occurrences(3).map(\.notes) == [[], [.exception], []])
    }

    // MARK: - Stable values that look random

    @Test func jitterStaysInItsWindowAndInOrder() throws {
        var random = SeededGenerator.forTest()
        for _ in 0..<200 {
            let seconds = Int.random(in: 1...7200, using: &random)
            let seed = random.next()
            let text =
                [
                    #""cron":"*/7 * * * *""#, #""cron":"0 * * * *""#, #""every":"PT1S""#, #""rrule":"FREQ=HOURLY""#,
                ].randomElement(using: &random) ?? ""
            let plain = try recurrence("{\(text)}", from: "2026-01-01T00:00:00", seed: seed)
            let delayed = try recurrence(
                #"{\#(text),"jitter_seconds":\#(seconds)}"#, from: "2026-01-01T00:00:00", seed: seed)
            let (nominal, found) = (plain.occurrences(20), delayed.occurrences(20))
            for (before, after) in zip(nominal, found) {
                #expect(after.at >= before.at && after.at < before.at + .seconds(seconds))
            }
            #expect(zip(found, found.dropFirst()).allSatisfy { $0.at < $1.at })
            // From any time between two occurrences, the same one follows.
            let between = Timestamp(
                milliseconds: .random(in: found[3].at.milliseconds..<found[4].at.milliseconds, using: &random))
            #expect(delayed.next(after: between) == found[4].at)
        }
    }

    @Test func hSpreadsTasksAndStaysPut() throws {
        var minutes: Set<String> = []
        for seed in 0..<200 {
            let rule = try recurrence(#"{"cron":"H H * * *"}"#, from: "2026-01-01T00:00:00", seed: UInt64(seed))
            let times = rule.localTimes(3)
            #expect(Set(times.map { $0.suffix(5) }).count == 1, "it is the same every day")
            minutes.insert(String(times[0].suffix(2)))
        }
        #expect(minutes.count > 50)
        for seed in 0..<50 {
            let rule = try recurrence(
                #"{"cron":"H(10-19)/5 * * * *"}"#, from: "2026-01-01T00:00:00", seed: UInt64(seed))
            let values = rule.localTimes(4).map { Int($0.suffix(2)) ?? 0 }
            #expect(values.allSatisfy { 10...19 ~= $0 } && values[1] == values[0] + 5)
        }
    }

    // MARK: - As a set

    /// The occurrences of several rules are their union, without duplicates and exceptions.
    @Test func anyOfIsTheUnionAndExceptTheDifference() throws {
        var rules = RandomRules(random: .forTest())
        for _ in 0..<40 {
            let texts = (0..<3).map { _ in
                rules.cron(wraps: true, hasSeconds: false, ofMonth: ["L", "LW"], ofWeek: ["FRI#1"])
            }
            let start = "2026-01-01T00:00:00"
            guard let single = try? texts.map({ try recurrence(#"{"cron":"\#($0)"}"#, from: start) }) else { continue }
            let all = try recurrence(
                #"{"any_of":[{"cron":"\#(texts[0])"},{"cron":"\#(texts[1])"}]}"#, from: start)
            let end = Timestamp(milliseconds: single[0].anchor.milliseconds + 12 * 86_400_000)
            func set(_ recurrence: Recurrence) -> Set<Timestamp> {
                var found: Set<Timestamp> = []
                var last = recurrence.anchor - .milliseconds(1)
                while found.count < 20_000, let next = recurrence.next(after: last), next < end {
                    found.insert(next)
                    last = next
                }
                return found
            }
            let sets = single.map(set)
            #expect(set(all) == sets[0].union(sets[1]), "\(texts)")
            let less = try? recurrence(
                #"{"cron":"\#(texts[0])","except":[{"cron":"\#(texts[2])"}]}"#, from: start)
            if let less { #expect(set(less) == sets[0].subtracting(sets[2]), "\(texts)") }
        }
    }

    /// The readable form has the same meaning as cron.
    @Test func calendarIsCronInOtherWords() throws {
        var rules = RandomRules(random: .forTest())
        for _ in 0..<200 {
            let (minute, hour, month) = (rules.int(0...59), rules.int(0...23), rules.int(1...12))
            let day = rules.pick(["MON", "TUE-FRI", "SAT,SUN"])
            let list = day.split(separator: ",").map { #""\#($0)""# }.joined(separator: ",")
            let cron = try recurrence(
                #"{"cron":"\#(minute) \#(hour) * \#(month) \#(day)"}"#, from: "2026-01-01T00:00:00")
            let calendar = try recurrence(
                #"{"calendar":{"minute":\#(minute),"hour":[\#(hour)],"month":\#(month),"day_of_week":[\#(list)]}}"#,
                from: "2026-01-01T00:00:00")
            #expect(cron.localTimes(20) == calendar.localTimes(20))
        }
    }

    // MARK: - Text

    @Test(
        arguments: [
            #""daily""#, #"{"cron":"0 9 * * MON-FRI","day_match":"and"}"#, #"{"every":"PT15M","count":3}"#,
            #"{"rrule":"FREQ=MONTHLY;BYDAY=-1FR","month_end":"clamp"}"#,
            #"{"calendar":{"hour":[9],"day_of_week":["MON"]},"timezone":"Europe/Berlin"}"#,
            #"{"systemd":"Mon..Fri 09:00 Europe/Berlin","jitter_seconds":5}"#, #"{"cron":"cron(0 10 * * ? *)"}"#,
            #"{"cron":"CRON_TZ=Europe/Berlin 0 9 * * *"}"#, #"{"cron":"@every 5m"}"#,
            #"{"rrule":"DTSTART;TZID=Europe/Berlin:20260101T090000\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE:20260108T090000"}"#,
            #"{"rrule":"FREQ=DAILY;COUNT=5","count":2,"except":["2026-01-02",{"rrule":"FREQ=DAILY;COUNT=1"}]}"#,
            #"{"at":["2026-12-24T18:00:00"],"dst_gap":"skip","dst_overlap":"both"}"#,
            #"{"any_of":[{"word":"daily","until":"2027-01-01"},{"cron":"@hourly"}],"jitter_seconds":5}"#,
            #"{"cron":"0 9 * * *","except":["2026-12-24",{"from":"2026-01-01","to":"2026-02-01"},{"cron":"* * 1 * *"}]}"#,
        ])
    func isWrittenAsItWasRead(_ json: String) throws {
        let original = try rule(json)
        var writer = JSONWriter()
        original.write(into: &writer)
        let text = String(decoding: writer.bytes, as: UTF8.self)
        #expect(try rule(text) == original)
        #expect(text == json)
        let accepted = try original.accepted(
            anchor: Timestamp(milliseconds: 1_767_225_600_000), localAnchor: nil, zone: .utc, seed: 1,
            after: Timestamp(milliseconds: 1_767_225_600_000))
        let stored = try RecurrenceRule(storedText: accepted.rule.storedText)
        #expect(stored == accepted.rule)
        #expect(stored.saysTheSame(as: original))
    }

    @Test(
        arguments: [
            (#"{"cron":"30 2 * * *"}"#, "every day at 02:30 in Europe/Berlin"),
            (#"{"cron":"0 9 * * MON-FRI"}"#, "at 09:00 on Monday to Friday in Europe/Berlin"),
            (#"{"cron":"*/15 * * * *"}"#, "every 15 minutes in Europe/Berlin"),
            (#"{"systemd":"Mon..Fri *-*-* 09:00:00"}"#, "at 09:00 on Monday to Friday in Europe/Berlin"),
            (#""rate(5 minutes)""#, "every 5 minutes"), (#"{"cron":"@every 90s"}"#, "every 1 minute and 30 seconds"),
            (#"{"cron":"CRON_TZ=Asia/Tokyo 0 9 * * *"}"#, "every day at 09:00 in Asia/Tokyo"),
            (#""cron(0 10 ? * 2 *)""#, "at 10:00 on Monday in Europe/Berlin"),
            (
                #"{"rrule":"DTSTART;TZID=\"W. Europe Standard Time\":20260101T093000\nRRULE:FREQ=WEEKLY\nEXDATE:20260108T093000"}"#,
                "every week on Thursday at 09:30 in Europe/Berlin, with 1 exception"
            ),
            (#""hourly""#, "every hour"), (#""weekly""#, "every week on Thursday at 00:00 in Europe/Berlin"),
            (#"{"every":"PT90M"}"#, "every 1 hour and 30 minutes"),
            (#"{"rrule":"FREQ=MONTHLY;BYDAY=-1FR"}"#, "every month on the last Friday at 00:00 in Europe/Berlin"),
            (
                #"{"cron":"0 9 * * *","except":["2026-12-24"],"count":3}"#,
                "every day at 09:00 in Europe/Berlin, 3 times in all, with 1 exception"
            ),
        ])
    func isDescribedInEnglish(_ json: String, _ expected: String) throws {
        #expect(try recurrence(json, from: "2026-01-01T00:00:00", in: "Europe/Berlin").description == expected)
    }

    // MARK: - Bad input

    @Test(
        arguments: [
            (#""often""#, "", nil, "must be one of hourly"), ("1", "", nil, "must be one of"),
            ("{}", "", nil, "must be one of"), (#"{"cron":1}"#, "/cron", nil, "must be a string"),
            (#"{"cron":"0 9 32 * *"}"#, "/cron", 5, "day of month must be 1 to 31, L or W; found 32"),
            (#"{"cron":"0 9 * *"}"#, "/cron", 8, "the day of week is missing"),
            (#"{"cron":"0 9 * * * * * *"}"#, "/cron", 11, "expected the end"),
            (#"{"cron":"60 9 * * *"}"#, "/cron", 1, "minute must be 0 to 59; found 60"),
            (#"{"cron":"0 9 * FOO *"}"#, "/cron", 7, "month must be 1 to 12, or JAN to DEC; found FOO"),
            (#"{"cron":"0 9 * * MON#6"}"#, "/cron", 13, "the number after # must be 1 to 5; found 6"),
            (#"{"cron":"*/0 9 * * *"}"#, "/cron", 3, "a step must be"), (#"{"cron":"@often"}"#, "/cron", 2, "@hourly"),
            (#"{"cron":"? 9 * * *"}"#, "/cron", 1, "? stands for"),
            (#"{"cron":"0 9 ?/2 * *"}"#, "/cron", 5, "? stands for"),
            (#"{"cron":"0 9 * * MON-FRI *"}"#, "/cron", 9, "write cron(0 9 ? * MON-FRI *)"),
            (#"{"cron":"0 10 * * ? *"}"#, "/cron", 10, "write cron(0 10 * * ? *)"),
            (#"{"cron":"0 18 ? * MON-FRI *"}"#, "/cron", 6, "write cron(0 18 ? * MON-FRI *)"),
            (#"{"cron":"0 9 1 1 * 2027"}"#, "/cron", 11, "there are seven, as in 0 0 9 1 1 * 2027"),
            (#"{"cron":"0 9 1 1 ? 2027-2030"}"#, "/cron", 9, "write cron("),
            (#"{"cron":"cron(0 10 * * * *)"}"#, "/cron", 6, "must be ?"),
            (#""cron(0 10 ? * ? *)""#, "", 6, "must be ?"),
            (#""cron(0 10 * * ? *""#, "", 18, "expected )"),
            (#""cron(0 10 * * ?)""#, "", 16, "year is missing"),
            (#""cron(0 10 ? * 0 *)""#, "", 15, "1 to 7"),
            (#""cron(0 10 * * ? 2200)""#, "", 17, "1970 to 2199"),
            (#""rate(1 minutes)""#, "", 8, "expected minute,"),
            (#""rate(5 weeks)""#, "", 8, "minutes, hours"),
            (#""rate(0 days)""#, "", 6, "at least 1"), (#""at(tomorrow)""#, "", 4, ""),
            (#"{"cron":"@every 5"}"#, "/cron", 9, "units"),
            (#"{"cron":"@every -5m"}"#, "/cron", 8, "a duration such as"),
            (#"{"cron":"@every 5m","day_match":"and"}"#, "/day_match", nil, "needs a rule with fields"),
            (#"{"cron":"CRON_TZ=CET 0 9 * * *"}"#, "/cron", 9, "give a place such as Europe/Berlin"),
            (#"{"cron":"TZ=UTC 0 9 * * *","timezone":"Asia/Tokyo"}"#, "/timezone", nil, "itself names UTC"),
            (#"{"cron":"30~10 * * * *"}"#, "/cron", 1, "from low to high"),
            (#"{"cron":"~70 * * * *"}"#, "/cron", 2, "0 to 59"),
            (#"{"cron":"0 0 1--100000000 * *"}"#, "/cron", 7, "day of month must be"),
            (#"{"cron":"0 0 0 1 1 ? 1969"}"#, "/cron", 13, "year must be"),
            (#"{"systemd":"Fri..Mon 09:00"}"#, "/systemd", 1, "must go forward"),
            (#"{"systemd":"*-13-01"}"#, "/systemd", 3, "month must be 1 to 12"),
            (#"{"systemd":"09:00 Mars/Base"}"#, "/systemd", 7, "IANA"),
            (#"{"systemd":"*:*:00.5"}"#, "/systemd", 7, "whole seconds"),
            (#"{"systemd":""}"#, "/systemd", 1, "a calendar event"),
            (#"{"systemd":"often"}"#, "/systemd", 1, "a day of the week"),
            (#"{"rrule":"DTSTART:20260101T090000\nRRULE:FREQ=OFTEN"}"#, "/rrule", 36, "FREQ must be"),
            (#"{"rrule":"DTSTART:20260101T090000\nFREQ=DAILY"}"#, "/rrule", 25, "a line such as"),
            (#"{"rrule":"DTSTART:20260101T090000\nSUMMARY:x"}"#, "/rrule", 25, "found SUMMARY"),
            (#"{"rrule":"DTSTART;TZID=Mars:20260101T090000\nRRULE:FREQ=DAILY"}"#, "/rrule", 19, "TZID must be"),
            (#"{"rrule":"DTSTART:20260231\nRRULE:FREQ=DAILY"}"#, "/rrule", 9, "the date is not valid"),
            (#"{"rrule":"DTSTART:20260101T090000"}"#, "/rrule", 1, "RRULE: or RDATE:"),
            (#"{"cron":"0 9 * * *","timezone":"europe/berlin"}"#, "/timezone", nil, "did you mean Europe/Berlin?"),
            (#"{"cron":"0 9 * * *","timezone":"+02:00"}"#, "/timezone", nil, "Etc/GMT-2, which is always UTC+2"),
            (#"{"cron":"0 0 30 2 *"}"#, "", nil, "never occurs"), (#"{"every":"15M"}"#, "/every", 1, "ISO 8601"),
            (#"{"every":"PT0S"}"#, "/every", 1, "longer than zero"), (#"{"every":"P1M1Y"}"#, "/every", 5, "units"),
            (#"{"every":"P0.5M"}"#, "/every", 2, "can't have a fraction"),
            (#"{"rrule":"FREQ=SOMETIMES"}"#, "/rrule", 6, "FREQ must be"),
            (#"{"rrule":"BYDAY=MO"}"#, "/rrule", 1, "FREQ"),
            (
                #"{"rrule":"FREQ=DAILY;BYMONTHDAY=32"}"#, "/rrule", 23,
                "BYMONTHDAY must be 1 to 31 or -31 to -1; found 32"
            ),
            (#"{"rrule":"FREQ=DAILY;BYDAY=1MO"}"#, "/rrule", 12, "only with FREQ=MONTHLY and FREQ=YEARLY"),
            (#"{"rrule":"FREQ=DAILY;COUNT=2;UNTIL=20270101"}"#, "/rrule", 20, "exclude each other"),
            (#"{"rrule":"FREQ=DAILY;BYEASTER=0"}"#, "/rrule", 12, "is not a part"),
            (#"{"rrule":"FREQ=DAILY;UNTIL=20200101T000000Z"}"#, "", nil, "never occurs"),
            (#"{"calendar":{"hour":[24]}}"#, "/calendar/hour/0", 1, "hour must be 0 to 23; found 24"),
            (#"{"calendar":{"hours":[9]}}"#, "/calendar/hours", nil, "is not a field"),
            (#"{"at":[]}"#, "/at", nil, "must not be empty"), (#"{"at":["soon"]}"#, "/at/0", nil, ""),
            (#"{"cron":"0 9 * * *","rrule":"FREQ=DAILY"}"#, "/rrule", nil, "any_of"),
            (#"{"cron":"0 9 * * *","colour":1}"#, "/colour", nil, "is not a field"),
            (#"{"cron":"0 9 * * *","timezone":"Mars"}"#, "/timezone", nil, "IANA"),
            (#"{"cron":"0 9 * * *","count":0}"#, "/count", nil, "1 to 10000"),
            (#"{"cron":"0 9 * * *","until":"soon"}"#, "/until", nil, ""),
            (#"{"cron":"0 9 * * *","jitter_seconds":-1}"#, "/jitter_seconds", nil, "0 to 86400"),
            (#"{"cron":"0 9 * * *","dst_gap":"jump"}"#, "/dst_gap", nil, "forward, skip, shift"),
            (#"{"cron":"0 9 * * *","month_end":"skip"}"#, "/month_end", nil, "words, every and rrule"),
            (#"{"every":"PT1H","day_match":"or"}"#, "/day_match", nil, "only with cron"),
            (#"{"any_of":[{"cron":"0 9 32 * *"}]}"#, "/any_of/0/cron", 5, "found 32"),
            (#"{"cron":"0 9 * * *","except":[{"cron":"61 * * * *"}]}"#, "/except/0/cron", 1, "found 61"),
            (#"{"cron":"0 9 * * *","except":[{"from":"2026-02-01","to":"2026-01-01"}]}"#, "/except/0/to", nil, "later"),
            (#"{"cron":"0 9 * * *","except":["every day"]}"#, "/except/0", nil, ""),
        ] as [(String, String, Int?, String)])
    func isRefused(_ json: String, _ pointer: String, _ column: Int?, _ part: String) throws {
        do {
            let found = try recurrence(json, from: "2026-01-01T00:00:00")
            Issue.record("\(json) was accepted: \(found.occurrences(3))")
        } catch let error as RecurrenceError {
            #expect(error.pointer == pointer, "\(error)")
            #expect(error.column == column, "\(error)")
            #expect(error.message.contains(part), "\(error)")
        }
    }

    /// Errors quote what they found, up to a length.
    @Test(
        arguments: [
            #""?""#, #"{"cron":"?"}"#, #"{"cron":"0 0 ? * *"}"#, #"{"every":"?"}"#, #"{"every":"P?D"}"#,
            #"{"rrule":"?"}"#, #"{"rrule":"FREQ=?"}"#, #"{"rrule":"FREQ=DAILY;UNTIL=?"}"#, #"{"systemd":"?"}"#,
            #"{"systemd":"Mon ?"}"#, #"{"at":["?"]}"#, #"{"cron":"cron(?)"}"#, #"{"cron":"rate(?)"}"#,
            #"{"daily":{"at":"?"}}"#,
        ])
    func errorsCutNoCharacter(_ form: String) {
        for character in ["é", "日", "😀", "👩‍👧"] {
            for pad in 0..<8 {
                let text = String(repeating: "a", count: pad) + String(repeating: character, count: 100)
                let error = #expect(throws: RecurrenceError.self) {
                    _ = try recurrence(form.replacing("?", with: text), from: "2026-01-01T00:00:00")
                }
                #expect(error?.message.unicodeScalars.contains("\u{FFFD}") == false, "\(form): \(error as Any)")
            }
        }
    }
}
