import Testing
import Timekeeping
import TimekeepingTesting

@testable import Recurrence

/// No rule makes a search long: it finds an occurrence, finds that there is none, or gives up. The cost of a search is
/// counted, not timed.
@Suite struct HostileRuleTests {
    @Test(
        arguments: [
            #"{"rrule":"FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=29;BYSETPOS=-1"}"#,
            #"{"rrule":"FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"}"#,
            #"{"rrule":"FREQ=SECONDLY;INTERVAL=999983;BYHOUR=3;BYMINUTE=7;BYSECOND=11;BYMONTHDAY=31"}"#,
            #"{"rrule":"FREQ=MINUTELY;INTERVAL=1440;BYHOUR=5"}"#,
            #"{"rrule":"FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6"}"#,
            #"{"rrule":"FREQ=YEARLY;BYYEARDAY=366;BYDAY=MO;BYMONTH=1"}"#,
            #"{"rrule":"FREQ=DAILY;INTERVAL=7;BYDAY=TU"}"#,
            #"{"rrule":"FREQ=MONTHLY;BYDAY=MO;BYSETPOS=366"}"#,
            #"{"rrule":"FREQ=SECONDLY;BYSETPOS=2;BYSECOND=1"}"#,
            #"{"cron":"0 0 31 2,4,6 *"}"#, #"{"cron":"0 0 29 2 MON#5","day_match":"and"}"#,
            #"{"cron":"* * * * * *","except":[{"cron":"* * * * *"}]}"#,
            #"{"every":"PT0.001S","except":[{"every":"PT0.001S"}]}"#,
            #"{"every":"PT1S","jitter_seconds":86400,"except":[{"from":"2000-01-01","to":"9999-01-01"}]}"#,
            #"{"rrule":"FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;BYHOUR=2;BYMINUTE=30","dst_gap":"skip"}"#,
            #"{"any_of":[{"cron":"0 0 30 2 *"},{"cron":"0 0 31 4 *"},{"rrule":"FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"}]}"#,
            #"{"rrule":"FREQ=DAILY;COUNT=1000000"}"#, #"{"cron":"0 0 29 2 *","count":10000}"#,
        ])
    func endsSoon(_ json: String) throws {
        var work = 0
        let anchor = try Timestamp(rfc3339: "2026-01-01T00:00:00Z")
        do {
            let rule = try recurrence(json, from: "2026-01-01T00:00:00", in: "Europe/Berlin")
            for after in [
                anchor, try Timestamp(rfc3339: "2056-07-01T12:00:00Z"), try Timestamp(rfc3339: "9990-01-01T00:00:00Z"),
            ] {
                var budget = SearchBudget()
                _ = rule.plan.next(after: after, &budget)
                work = max(work, SearchBudget.standard - budget.left)
            }
        } catch let error as RecurrenceError {
            #expect(
                error.message.contains("never occurs") || error.message.contains("too long")
                    || error.message.contains("counts at most"), "\(json): \(error)")
        }
        // It stops when the budget is used up, plus at most the cost of one check.
        #expect(work <= SearchBudget.standard + 1100, "\(json)")
    }

    /// Every occurrence is strictly later than the one before, and the same from every start of the search.
    @Test func occurrencesRise() throws {
        var rules = RandomRules(random: .forTest())
        for _ in 0..<400 {
            let zone = rules.pick(["Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "Antarctica/Troll", "UTC"])
            let json =
                rules.chance(0.5)
                ? #"{"rrule":"\#(rules.rrule().text)","dst_overlap":"both","dst_gap":"shift"}"#
                : #"{"cron":"\#(rules.cron(wraps: true, hasSeconds: false, ofMonth: ["L"], ofWeek: ["5L"]))"}"#
            guard let rule = try? recurrence(json, from: "2011-06-15T02:30:00", in: zone) else { continue }
            let found = rule.occurrences(30)
            for (one, next) in zip(found, found.dropFirst()) {
                #expect(one.at < next.at, "\(json) in \(zone)")
                let between = Timestamp(milliseconds: (one.at.milliseconds + next.at.milliseconds) / 2)
                #expect(rule.next(after: between) == next.at, "\(json) in \(zone) after \(between)")
            }
            if let last = found.last { #expect(rule.latest(notAfter: last.at) == last.at, "\(json) in \(zone)") }
        }
    }
}
