import JSON
import Messages
import Recurrence
import SQLiteStore
import Scheduler
import TaskModel
import Testing
import Timekeeping

/// `PUT` by name: another payload moves no time of the schedule.
@Suite struct NamedTaskPhaseTests {
    /// The times of `start` are 2026-06-10T15:00:00Z.
    private static let rules = [
        #""hourly""#, #""daily""#, #""weekly""#, #""monthly""#, #""yearly""#, #""weekdays""#,
        #"{"word":"daily","jitter_seconds":3600}"#, #"{"word":"hourly","count":40,"jitter_seconds":600}"#,
        #"{"every":"PT3S"}"#, #"{"every":"PT90M","jitter_seconds":1800}"#, #"{"every":"P1D"}"#, #"{"every":"P1M"}"#,
        #"{"every":"P1MT12H","jitter_seconds":60}"#, #"{"every":"P2W","until":"2027-01-01"}"#,
        #"{"cron":"* * * * *"}"#, #"{"cron":"H H * * *"}"#, #"{"cron":"H/7 * * * *","jitter_seconds":30}"#,
        #"{"cron":"0~59 2~5 * * 1~5"}"#, #"{"cron":"~ ~ ~ * *"}"#, #"{"cron":"CRON_TZ=Asia/Tokyo H 9 * * *"}"#,
        #"{"cron":"@every 1h30m"}"#, #""rate(7 minutes)""#, #""cron(0 10 ? * 2-6 *)""#,
        #"{"rrule":"FREQ=DAILY"}"#, #"{"rrule":"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO","jitter_seconds":7200}"#,
        #"{"rrule":"FREQ=HOURLY;COUNT=60"}"#,
        #"{"rrule":"DTSTART;TZID=Europe/Berlin:20260101T093000\nRRULE:FREQ=WEEKLY;INTERVAL=2\nEXDATE;TZID=Europe/Berlin:20260625T093000"}"#,
        #"{"calendar":{"minute":"H","hour":"H(2-5)"}}"#, #"{"systemd":"Mon..Fri *-*-* 09:00:00","jitter_seconds":900}"#,
        #"{"at":["2026-06-11T00:00","2026-07-01T12:00:00","2026-08-01T12:00:00Z","2027-01-01T00:00","2027-02-01T00:00","2027-03-01T00:00","2027-04-01T00:00","2027-05-01T00:00","2027-06-01T00:00"],"jitter_seconds":99}"#,
        #"{"any_of":[{"cron":"H 9 * * *"},{"every":"P1D","jitter_seconds":50}],"jitter_seconds":10}"#,
    ]

    private enum Start: CaseIterable { case now, given }

    /// A task as the API makes it of a request at `now`.
    private func named(_ number: UInt64, _ rule: String, _ begins: Start, now: Timestamp) throws -> TaskDefinition {
        var reader = try JSONReader(Array(rule.utf8))
        let rule = try RecurrenceRule(reading: &reader)
        var new = task(number)
        new.name = TaskName("report")
        new.isAnchored = begins == .given
        new.runAt = begins == .given ? start + .seconds(1) : try rule.start(in: .utc) ?? now
        if rule.hasStart { new.isAnchored = true }
        let accepted = try rule.accepted(
            anchor: new.runAt, localAnchor: nil, zone: .utc, seed: new.seed,
            after: begins == .given ? new.runAt - .milliseconds(1) : now, countsAnchor: new.isAnchored)
        new.recurrence = accepted.rule
        new.firstAt = accepted.first
        return new
    }

    private static func changed(_ task: TaskDefinition, _ kind: Int) -> TaskDefinition {
        var new = task
        switch kind {
        case 0: new.payload = RawJSON("[2]")
        case 1: new.priority = TaskPriority(9)!
        case 2: new.retry = .standard
        case 3: new.group = "other"
        case 4: new.tags = ["a"]
        case 5: new.timeoutSeconds = 99
        default: new.schedule.graceSeconds = 7
        }
        return new
    }

    @Test(arguments: rules)
    func `another definition at the same times keeps the times`(_ rule: String) async throws {
        for begins in Start.allCases {
            try await withStore { store, _ in
                let first = try named(1, rule, begins, now: start)
                try await store.create([first])
                var now = start
                // Two occurrences are over, and the third is under way in the end.
                for occurrence in 0..<3 {
                    let stored = try #require(try await store.liveTask("report"))
                    now = max(now, stored.progress.runAt)
                    let run = try #require(try await store.claimAll(now: now).runs.first)
                    if occurrence < 2 { _ = try await store.apply([.finished(run, at: now)], now: now) }
                }
                var series = try #require(try first.series())
                let expected = try series.occurrences(after: now, limit: 6).map(\.at)
                for kind in 0..<7 {
                    let before = try #require(try await store.liveTask("report"))
                    let new = Self.changed(try named(10 + UInt64(kind) * 2, rule, begins, now: now), kind)
                    let result = try await store.apply([.put(new)], now: now)[0]
                    #expect(result.answer == .replaced(before.id))
                    let after = try #require(try await store.liveTask("report"))
                    #expect(after.progress.runAt == expected.first && after.progress.dueAt == expected.first, "\(kind)")
                    series = try #require(try after.definition.series())
                    #expect(try series.occurrences(after: now, limit: 6).map(\.at) == expected, "\(begins) \(kind)")
                    // The same once more, by another request a little later.
                    now = min(now + .milliseconds(1), expected[0] - .milliseconds(1))
                    let again = Self.changed(try named(11 + UInt64(kind) * 2, rule, begins, now: now), kind)
                    #expect(try await store.apply([.put(again)], now: now)[0].answer == .unchanged(after.id))
                    #expect(try await store.liveTask("report") == after)
                }
                let last = try #require(try await store.liveTask("report"))
                #expect(last.definition.origin == first.id)
                // An edit that says nothing of the times, or says them again, keeps the origin.
                var edited = last.definition
                edited.origin = edited.id
                let kept = try edited.keepingAnchor(of: last.definition, next: last.progress.runAt, now: now)
                _ = try await store.apply(
                    [.update(TaskUpdate(task: kept, times: .changed, revision: last.revision))], now: now)
                let after = try #require(try await store.liveTask("report"))
                #expect(after.progress.runAt == expected.first)
                #expect(after.definition.origin == first.id)
            }
        }
    }
}

extension SQLiteTaskStore {
    fileprivate func liveTask(_ name: String) async throws -> StoredTask? {
        try await task(named: TaskName(name)!)?.task
    }
}
