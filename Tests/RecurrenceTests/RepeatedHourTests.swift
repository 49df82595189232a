import JSON
import Testing
import Timekeeping
import TimekeepingTesting

@testable import Recurrence

/// If clocks go back, a pace continues through both passes of the hour, and a fixed time is due once.
@Suite struct RepeatedHourTests {
    /// In Berlin, where 02:00 to 03:00 comes twice on October 25: how often something is due from 02:00 on until the hour
    /// is over, which is 7,200 seconds later.
    @Test(
        arguments: [
            (#"{"cron":"* * * * *"}"#, 120), (#"{"cron":"*/5 * * * *"}"#, 24), (#"{"cron":"0 * * * *"}"#, 2),
            (#"{"cron":"0,30 */2 * * *"}"#, 4), (#"{"cron":"@hourly"}"#, 2), (#"{"cron":"*/10 * * * * *"}"#, 720),
            (#"{"cron":"30 1-4 * * *"}"#, 2), (#"{"cron":"30 22-4 * * *"}"#, 2), (#"{"cron":"30 0/2 * * *"}"#, 2),
            (#"{"cron":"*/15 2 * * *"}"#, 8), (#"{"cron":"H H/2 * * *"}"#, 2), (#"{"cron":"~ * * * *"}"#, 2),
            (#"{"cron":"TZ=Europe/Berlin */30 * * * *"}"#, 4),
            (#"{"cron":"30 \#((0..<24).map(String.init).joined(separator: ",")) * * *"}"#, 2),
            // Fixed.
            (#"{"cron":"30 2 * * *"}"#, 1), (#"{"cron":"0,30 1,2,3 * * *"}"#, 2), (#"{"cron":"0-30 2 * * *"}"#, 31),
            (#"{"cron":"30 2,4-6 * * *"}"#, 1), (#"{"cron":"H(10-20) 2 * * *"}"#, 1), (#"{"cron":"15 2-2 * * *"}"#, 1),
            // The option decides.
            (#"{"cron":"*/5 * * * *","dst_overlap":"first"}"#, 12), (#"{"cron":"30 2 * * *","dst_overlap":"both"}"#, 2),
            (#"{"cron":"*/5 * * * *","dst_overlap":"second"}"#, 12),
            (#"{"calendar":{"minute":"*/5","hour":"*"}}"#, 24), (#"{"calendar":{"minute":30,"hour":[2]}}"#, 1),
            (#"{"calendar":{"minute":30,"hour":{"start":0,"end":6}}}"#, 2),
            (#"{"systemd":"*:0/5"}"#, 24), (#"{"systemd":"02:30"}"#, 1), (#"{"systemd":"00..06:30"}"#, 2),
            (#""cron(0/5 * * * ? *)""#, 24), (#""cron(30 2 * * ? *)""#, 1),
            (#"{"rrule":"FREQ=MINUTELY"}"#, 120), (#"{"rrule":"FREQ=MINUTELY;INTERVAL=5"}"#, 24),
            (#"{"rrule":"FREQ=HOURLY"}"#, 2), (#"{"rrule":"FREQ=SECONDLY;INTERVAL=30"}"#, 240),
            (#"{"rrule":"FREQ=HOURLY;BYHOUR=2,3;BYMINUTE=30"}"#, 1),
            (#"{"rrule":"FREQ=DAILY;BYHOUR=2;BYMINUTE=30"}"#, 1),
            (#"{"rrule":"FREQ=MINUTELY;BYHOUR=2"}"#, 120),
            (#"{"rrule":"DTSTART:20260101T000000\nRRULE:FREQ=HOURLY"}"#, 2),
            (#"{"any_of":[{"cron":"*/30 * * * *"},{"cron":"30 2 * * *"}]}"#, 4), (#"{"every":"PT5M"}"#, 24),
            (#"{"cron":"*/5 * * * *","except":[{"cron":"30-59 * * * *"}]}"#, 12),
            (#"{"cron":"*/5 * * * *","except":["2026-10-25T02:30:00"]}"#, 22),
            (#"{"cron":"*/5 * * * *","except":["2026-10-25T00:30:00Z"]}"#, 23),
        ])
    func isDueSoOften(_ json: String, _ count: Int) throws {
        let rule = try recurrence(json, from: "2026-01-01T00:00:00", in: "Europe/Berlin", seed: 7)
        let start = try Timestamp(rfc3339: "2026-10-25T00:00:00Z")
        let found = rule.occurrences(1000, after: start - .milliseconds(1)).prefix { $0.at < start + .seconds(7200) }
        #expect(found.count == count, "\(found)")
        let isOfClocks = !json.contains("every")
        #expect(found.allSatisfy { $0.notes.contains(.overlap) == isOfClocks })
        if let last = found.last { #expect(rule.latest(notAfter: last.at) == last.at) }
    }

    /// Every change of every zone in some years: by half an hour and by more, at midnight and in winter.
    @Test(
        arguments: [
            "Europe/Berlin", "Europe/Dublin", "Australia/Lord_Howe", "America/Havana", "Asia/Beirut",
            "Antarctica/Troll",
            "America/St_Johns", "Asia/Gaza", "Africa/Casablanca", "Pacific/Apia", "America/Santiago", "Asia/Tehran",
            "Antarctica/Casey", "America/Juneau", "UTC",
        ],
        [
            (#"{"cron":"*/5 * * * *"}"#, 300), (#"{"cron":"0 * * * *"}"#, 3600),
            (#"{"rrule":"FREQ=MINUTELY;INTERVAL=5"}"#, 300),
            (#"{"calendar":{"minute":"*/15","hour":"0-23"}}"#, 900), (#"{"systemd":"*:0/10"}"#, 600),
        ])
    func keepsItsPaceOverEveryChange(_ zone: String, _ rule: (json: String, seconds: Int64)) throws {
        let recurrence = try recurrence(rule.json, from: "2005-01-01T00:00:00", in: zone)
        let clocks = recurrence.zone
        var (day, changes) = (recurrence.anchor + .seconds(86_400), 0)
        while changes < 24, day < Timestamp(milliseconds: 1_900_000_000_000) {
            defer { day = day + .seconds(86_400) }
            guard let change = clocks.change(between: day, and: day + .seconds(86_400)) else { continue }
            changes += 1
            // Half an hour that is shown twice contains no full hour, so two occurrences are further apart.
            let repeated = Int64(max(0, change.offsetBefore - change.offsetAfter))
            let longest = 1000 * (rule.seconds + (repeated % rule.seconds == 0 ? 0 : repeated))
            // From well before the change until well after it: occurrences are not further apart than the rule says,
            // and a search from between two of them finds the second.
            var last = change.at - .seconds(4 * 3600)
            while last < change.at + .seconds(4 * 3600) {
                let next = try #require(recurrence.next(after: last))
                #expect(
                    next > last && next.milliseconds - last.milliseconds <= longest, "\(zone) after \(last)"
                )
                let between = Timestamp(milliseconds: (last.milliseconds + next.milliseconds) / 2)
                #expect(recurrence.next(after: between) == next)
                last = next
            }
        }
        #expect(changes > 0 || zone == "UTC")
    }

    /// If clocks go forward, a rule for every hour does not make up for anything; a fixed time does.
    @Test(
        arguments: [
            ("Europe/Berlin", "2026-03-29T00:45:00", #"{"cron":"30 * * * *"}"#, ["01:30", "03:30", "04:30"]),
            (
                "Europe/Berlin", "2026-03-29T00:45:00", #"{"cron":"5/20 * * * *"}"#,
                ["00:45", "01:05", "01:25", "01:45", "03:05"]
            ),
            ("Europe/Berlin", "2026-03-29T00:45:00", #"{"cron":"30 0-23 * * *"}"#, ["01:30", "03:30", "04:30"]),
            ("Europe/Berlin", "2026-03-29T00:45:00", #"{"systemd":"*:30"}"#, ["01:30", "03:30", "04:30"]),
            (
                "Europe/Berlin", "2026-03-29T00:45:00", #"{"rrule":"FREQ=HOURLY;BYMINUTE=30"}"#,
                ["01:30", "03:30", "04:30"]
            ),
            (
                "Europe/Berlin", "2026-03-29T00:45:00", #"{"cron":"30 * * * *","dst_gap":"forward"}"#,
                ["01:30", "03:00", "03:30"]
            ),
            ("Europe/Berlin", "2026-03-29T00:45:00", #"{"cron":"30 */2 * * *"}"#, ["03:00", "04:30", "06:30"]),
            ("Europe/Berlin", "2026-03-29T00:45:00", #"{"cron":"*/20 2 * * *"}"#, ["03:00", "02:00"]),
            (
                "Europe/Berlin", "2026-03-29T00:45:00", #"{"rrule":"FREQ=HOURLY;INTERVAL=2"}"#,
                ["00:45", "03:00", "04:45"]
            ),
            ("Antarctica/Troll", "2026-03-29T00:15:00", #"{"cron":"45 * * * *"}"#, ["00:45", "03:45", "04:45"]),
            ("Asia/Beirut", "2026-03-28T22:45:00", #"{"cron":"30 * * * *"}"#, ["23:30", "01:30", "02:30"]),
            // Half an hour is not a whole hour.
            ("Australia/Lord_Howe", "2026-10-04T01:00:00", #"{"cron":"15 * * * *"}"#, ["01:15", "02:30", "03:15"]),
        ])
    func everyHourHasNothingToMakeUpFor(_ zone: String, _ start: String, _ json: String, _ expected: [String]) throws {
        let rule = try recurrence(json, from: start, in: zone)
        let found = rule.occurrences(expected.count).map {
            String(rule.zone.local(of: $0.at).description.dropFirst(11).prefix(5))
        }
        #expect(found == expected)
    }

    /// Checks every minute of the days around a change of the clocks.
    @Test(
        arguments: [
            "Europe/Berlin", "Europe/Dublin", "Australia/Lord_Howe", "America/Havana", "Asia/Beirut",
            "Antarctica/Troll",
            "America/St_Johns", "Africa/Casablanca", "Africa/Cairo", "America/Santiago", "Asia/Tehran", "Asia/Gaza",
            "Antarctica/Casey", "Pacific/Apia", "Atlantic/Azores", "America/Asuncion",
        ])
    func cronIsWhatTheClocksShow(_ name: String) throws {
        let zone = try #require(Zone(identifier: name))
        var random = SeededGenerator.forTest()
        let minutes = ["*", "*/5", "7", "0", "30", "0,20,40", "10-20", "*/45", "59"]
        // Times that continue, and fixed times.
        let hours = [
            "*", "*/2", "*/3", "0-6", "1-3", "0-23/2", "22-2", "0-23", "0", "1", "2", "3", "23", "1,2,3", "0,2",
        ]
        func values(_ text: String, _ count: Int) -> Set<Int> {
            var found: Set<Int> = []
            for part in text.split(separator: ",") {
                let pair = part.split(separator: "/")
                let step = pair.count > 1 ? Int(pair[1])! : 1
                let ends = pair[0].split(separator: "-").compactMap { Int($0) }
                let first = ends.first ?? 0
                let last = pair[0] == "*" ? count - 1 : ends.last!
                for value in stride(from: first, through: last < first ? last + count : last, by: step) {
                    found.insert(value % count)
                }
            }
            return found
        }
        var (day, changes) = (try Timestamp(rfc3339: "2008-01-01T00:00:00Z"), 0)
        while changes < 6, day < Timestamp(milliseconds: 1_900_000_000_000) {
            defer { day = day + .seconds(86_400) }
            guard let change = zone.change(between: day, and: day + .seconds(86_400)) else { continue }
            changes += 1
            let (start, end) = (change.at - .seconds(30 * 3600), change.at + .seconds(30 * 3600))
            let shift = change.offsetAfter - change.offsetBefore
            for _ in 0..<8 {
                let (minute, hour) = (minutes.randomElement(using: &random)!, hours.randomElement(using: &random)!)
                let (inMinute, inHour) = (values(minute, 60), values(hour, 24))
                func matches(_ local: Int64) -> Bool {
                    inHour.contains(Int(local / 3600 % 24)) && inMinute.contains(Int(local / 60 % 60))
                }
                let goesOn = minute.hasPrefix("*") || hour.contains("*") || hour.contains("-")
                let moment = change.at.milliseconds / 1000
                let hasEveryHour = inHour.count == 24 && shift % 3600 == 0 && shift < 86_400
                let isSkipped = stride(from: 0, to: shift, by: 60).contains {
                    matches(moment + Int64(change.offsetBefore + $0))
                }
                var expected: [Int64] = []
                for at in stride(from: moment - 107_940, to: moment + 108_000, by: 60) {
                    let isSecond = at >= moment && at < moment - Int64(shift)
                    let isDue = matches(at + Int64(at < moment ? change.offsetBefore : change.offsetAfter))
                    if isDue && (goesOn || !isSecond) || at == moment && isSkipped && !hasEveryHour {
                        expected.append(at)
                    }
                }
                let rule = try recurrence(
                    #"{"cron":"\#(minute) \#(hour) * * *"}"#, from: "2005-01-01T00:00:00", in: name)
                let found = rule.occurrences(4000, after: start).prefix { $0.at < end }.map {
                    $0.at.milliseconds / 1000
                }
                #expect(found == expected, "\(minute) \(hour) in \(name) at \(change.at.rfc3339)")
            }
        }
        #expect(changes > 0)
    }

    /// Fixed times are due once on each day that has them, regardless of clock changes.
    @Test(arguments: ["Europe/Berlin", "Australia/Lord_Howe", "America/Havana", "Asia/Beirut", "Antarctica/Troll"])
    func aFixedTimeIsDueOnceADay(_ zone: String) throws {
        for time in ["0 0", "30 0", "45 1", "30 2", "0 3"] {
            let recurrence = try recurrence(#"{"cron":"\#(time) * * *"}"#, from: "2015-01-01T12:00:00", in: zone)
            let found = recurrence.occurrences(4000)
            let days = Set(found.map { recurrence.zone.local(of: $0.at).date })
            #expect(days.count == found.count, "\(time) in \(zone)")
        }
    }

    @Test func bothPassesCount() throws {
        let rule = try recurrence(
            #"{"cron":"*/30 * * * *","count":6,"jitter_seconds":60}"#, from: "2026-10-25T01:30:00", in: "Europe/Berlin")
        #expect(rule.occurrences(20).count == 6)
        let last = try #require(rule.latest(notAfter: .latest))
        let nominal = try Timestamp(rfc3339: "2026-10-25T03:00:00+01:00")
        #expect(last >= nominal && last < nominal + .seconds(60))
    }
}
