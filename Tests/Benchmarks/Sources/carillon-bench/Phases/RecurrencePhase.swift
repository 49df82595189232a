import Foundation
import JSON
import Recurrence
import Timekeeping

/// Measures how long the next occurrence takes to compute: with our engine, and with the usual ones of Python.
struct RecurrencePhase {
    let bench: Bench

    /// A rule as JSON, its equivalent for a Python engine if there is one, and the target in microseconds.
    private struct Case {
        var name: String
        var rule: String
        var mark: Double
        var rival: (engine: String, text: String)?
    }

    private static let cases = [
        Case(name: "daily", rule: #""daily""#, mark: 10),
        Case(name: "monthly", rule: #""monthly""#, mark: 10),
        Case(name: "weekdays", rule: #""weekdays""#, mark: 10),
        Case(
            name: "cron 0 9 * * MON-FRI", rule: #"{"cron":"0 9 * * MON-FRI"}"#, mark: 10,
            rival: ("croniter", "0 9 * * MON-FRI")),
        Case(
            name: "cron */15 * * * *", rule: #"{"cron":"*/15 * * * *"}"#, mark: 10, rival: ("croniter", "*/15 * * * *")),
        Case(name: "cron 0 0 29 2 *", rule: #"{"cron":"0 0 29 2 *"}"#, mark: 10, rival: ("croniter", "0 0 29 2 *")),
        Case(name: "every PT15M", rule: #"{"every":"PT15M"}"#, mark: 10),
        Case(name: "every P1M", rule: #"{"every":"P1M"}"#, mark: 10),
        Case(
            name: "rrule last Friday", rule: #"{"rrule":"FREQ=MONTHLY;BYDAY=-1FR"}"#, mark: 50,
            rival: ("dateutil", "FREQ=MONTHLY;BYDAY=-1FR")),
        Case(
            name: "rrule every third day", rule: #"{"rrule":"FREQ=DAILY;INTERVAL=3"}"#, mark: 50,
            rival: ("dateutil", "FREQ=DAILY;INTERVAL=3")),
        Case(
            name: "rrule last Sunday of March", rule: #"{"rrule":"FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"}"#, mark: 50,
            rival: ("dateutil", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU")),
        Case(
            name: "cron of the 1st, moved to a working day", rule: #"{"cron":"0 9 1 * *","shift":"next_working_day"}"#,
            mark: 50),
        Case(
            name: "rrule every 7 minutes", rule: #"{"rrule":"FREQ=MINUTELY;INTERVAL=7"}"#, mark: 50),
    ]

    /// The most expensive rules that are known: each gets an answer or is rejected.
    private static let hostile = [
        #"{"rrule":"FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=29;BYSETPOS=-1"}"#,
        #"{"rrule":"FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"}"#,
        #"{"rrule":"FREQ=SECONDLY;INTERVAL=999983;BYHOUR=3;BYMINUTE=7;BYSECOND=11;BYMONTHDAY=31"}"#,
        #"{"rrule":"FREQ=MINUTELY;INTERVAL=1440;BYHOUR=5"}"#, #"{"rrule":"FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6"}"#,
        #"{"rrule":"FREQ=YEARLY;BYYEARDAY=366;BYDAY=MO;BYMONTH=1"}"#, #"{"rrule":"FREQ=DAILY;COUNT=1000000"}"#,
        #"{"rrule":"FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;BYHOUR=2;BYMINUTE=30","dst_gap":"skip"}"#,
        #"{"rrule":"FREQ=SECONDLY;BYSECOND=1;BYSETPOS=2"}"#, #"{"cron":"0 0 31 2,4,6 *"}"#,
        #"{"cron":"* * * * * *","except":[{"cron":"* * * * *"}]}"#,
        #"{"every":"PT1S","jitter_seconds":86400,"except":[{"every":"PT1S"}]}"#,
        #"{"cron":"0 0 29 2 *","count":10000}"#,
        #"{"any_of":[{"rrule":"FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"},{"rrule":"FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30"}]}"#,
    ]

    private static let zone = Zone(identifier: "Europe/Berlin") ?? .utc
    /// 2026-01-31T09:00 in Berlin.
    private static let anchor = Timestamp(milliseconds: 1_769_846_400_000)
    private static let thirtyYears: Int64 = 30 * 31_556_952_000

    func run() async throws {
        bench.report.say("recurrence: the next occurrence, 30 years from the anchor")
        for item in Self.cases {
            let recurrence = try Self.recurrence(item.rule)
            bench.report.add(
                Figure(
                    "recurrence: next of \(item.name)", Self.microseconds(of: recurrence), .microseconds,
                    target: .atMost(item.mark)))
        }
        try addParsing()
        addHostile()
        try await addRivals()
    }

    private static func recurrence(_ json: String) throws -> Recurrence {
        var reader = try JSONReader(Array(json.utf8))
        return try Recurrence(RecurrenceRule(reading: &reader), anchor: anchor, zone: zone, seed: 1)
    }

    /// The time of one: the least of several rounds, since other processes use the machine, too.
    private static func least(rounds: Int = 7, _ body: () -> Int) -> Double {
        var least = Double.infinity
        for _ in 0..<rounds {
            let start = ContinuousClock.now
            let count = body()
            least = min(least, (ContinuousClock.now - start).seconds / Double(count) * 1_000_000)
        }
        return least
    }

    private static func microseconds(of recurrence: Recurrence) -> Double {
        let step: Int64 = 86_400_000 * 3 + 3_217_000
        var sum: Int64 = 0
        let least = least {
            for index in 0..<2000 {
                let after = Timestamp(milliseconds: anchor.milliseconds + thirtyYears + Int64(index % 100) * step)
                sum &+= recurrence.next(after: after)?.milliseconds ?? 0
            }
            return 2000
        }
        precondition(sum > 0, "nothing was found")
        return least
    }

    private func addParsing() throws {
        for item in Self.cases where item.rule.hasPrefix("{") {
            var failures = 0
            let least = Self.least {
                for _ in 0..<1000 where (try? Self.recurrence(item.rule)) == nil { failures += 1 }
                return 1000
            }
            guard failures == 0 else { throw BenchError("\(item.rule) can't be read") }
            bench.report.add(
                Figure("recurrence: reading \(item.name)", least, .microseconds, target: .atMost(5)))
        }
    }

    private func addHostile() {
        var worst: (milliseconds: Double, rule: String) = (0, "")
        for rule in Self.hostile {
            let cost = Self.least(rounds: 3) {
                var reader = try? JSONReader(Array(rule.utf8))
                guard reader != nil, let parsed = try? RecurrenceRule(reading: &reader!) else { return 1 }
                _ = try? parsed.accepted(
                    anchor: Self.anchor, localAnchor: nil, zone: Self.zone, seed: 1, after: Self.anchor)
                return 1
            }
            if cost / 1000 > worst.milliseconds { worst = (cost / 1000, rule) }
        }
        bench.report.say("recurrence: the most hostile rule is \(worst.rule)")
        bench.report.add(
            Figure("recurrence: the most hostile rule", worst.milliseconds, .milliseconds, target: .atMost(10)))
    }

    /// croniter and dateutil on the same rules, by a Python that has them.
    private func addRivals() async throws {
        guard let python = Environment.all["CARILLON_BENCH_PYTHON"],
            let script = Environment.all["CARILLON_BENCH_RECURRENCE_SCRIPT"]
        else {
            bench.report.say("recurrence: no comparison: make bench names a Python that has croniter and dateutil")
            return
        }
        for item in Self.cases {
            guard let rival = item.rival else { continue }
            let log = try bench.makeDirectory() + "/python.log"
            let child = try await BenchProcess.start("python", [python, script, rival.engine, rival.text], log: log)
            let deadline = ContinuousClock.now + .seconds(60)
            while child.isRunning, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(10)) }
            await child.stop()
            guard let text = try? String(contentsOfFile: log, encoding: .utf8),
                let cost = Double(text.trimmingCharacters(in: .whitespacesAndNewlines))
            else {
                throw BenchError("\(rival.engine) has no answer for \(rival.text); see \(log)")
            }
            bench.report.add(Figure("\(rival.engine): next of \(item.name)", cost, .microseconds))
        }
    }
}
