import JSON
import Recurrence
import Testing
import Timekeeping
import TimekeepingTesting

@testable import TaskModel

/// A task that gets other times while anything may be under way.
@Suite struct TaskEditTests {
    private static let start = ProgressFixture.start
    private static let rules = [
        "hourly", "daily", "weekdays", #"{"every":"PT40M"}"#, #"{"every":"P1D"}"#, #"{"cron":"*/20 * * * *"}"#,
        #"{"cron":"0 */2 * * *","jitter_seconds":900}"#, #"{"cron":"0 */2 * * *","jitter_seconds":3000}"#,
        #"{"word":"hourly","until":"2026-06-14"}"#, #"{"rrule":"FREQ=HOURLY;INTERVAL=3"}"#,
        #"{"any_of":["daily",{"every":"PT3H"}]}"#,
    ]

    @Test func noOccurrenceBeginsTwiceWhateverIsEdited() throws {
        var random = SeededGenerator.forTest()
        var edits = 0
        for _ in 0..<1_500 {
            let fixture = ProgressFixture(
                SchedulePolicy(
                    onMissed: SchedulePolicy.OnMissed.allCases.randomElement(using: &random)!, maxMissed: 3,
                    graceSeconds: .random(in: 0...20_000, using: &random),
                    overlap: SchedulePolicy.Overlap.allCases.randomElement(using: &random)!),
                recurs: Int.random(in: 0..<4, using: &random) != 0)
            var begun: Set<Timestamp> = []
            var now = Self.start
            for _ in 0..<40 {
                now = now + .seconds(.random(in: 0...6_000, using: &random))
                switch Int.random(in: 0..<8, using: &random) {
                case 0, 1, 2:
                    guard !fixture.progress.isPaused, let due = fixture.progress.dueAt, due <= now else { continue }
                    let claim = fixture.claim(at: now)
                    guard let run = claim.run else { continue }
                    #expect(begun.insert(run).inserted, "\(run.rfc3339) begins twice")
                case 3, 4:
                    guard !fixture.open.isEmpty else { continue }
                    if fixture.progress.waiting > 0 {
                        guard !fixture.progress.isPaused, fixture.claimWaiting(at: now) else { continue }
                    }
                    fixture.finish(Bool.random(using: &random) ? .succeeded : .failed, at: now)
                case 5: _ = Bool.random(using: &random) ? fixture.pause() : fixture.resume(at: now)
                default:
                    guard fixture.progress.isLive else { continue }
                    try Self.edit(fixture, begun, now: now, using: &random)
                    edits += 1
                }
                let progress = fixture.progress
                #expect(progress.isLive == (progress.queued > 0 || progress.waiting > 0 || progress.dueAt != nil))
            }
        }
        #expect(edits > 1_000)
    }

    private static func edit(
        _ fixture: ProgressFixture, _ begun: Set<Timestamp>, now: Timestamp, using random: inout SeededGenerator
    ) throws {
        let old = fixture.rules
        var new = old
        var first: Timestamp?
        var anchor = old.recurrence?.anchor ?? start
        switch Int.random(in: 0..<6, using: &random) {
        case 0: new.recurrence = nil
        case 1:
            // A time of its own, now and then one that has begun.
            first =
                Bool.random(using: &random)
                ? begun.randomElement(using: &random) ?? now : now + .seconds(.random(in: -9000...9000, using: &random))
            anchor = first ?? now
            if new.recurrence != nil {
                new.recurrence = Recurrence(.daily, anchor: anchor, zone: .utc)
            }
        default:
            let rule = try RecurrenceRule(storedText: rules.randomElement(using: &random)!)
            let zone = try #require(Zone(identifier: ["UTC", "Europe/Berlin"].randomElement(using: &random)!))
            new.recurrence = try Recurrence(rule, anchor: anchor, zone: zone, seed: 7)
        }
        let runAt = fixture.progress.runAt
        let isUnderWay = fixture.open.contains { $0.scheduledFor == runAt }
        let edit = fixture.progress.edit(old, to: new, first: first, isUnderWay: isUnderWay, now: now) {
            begun.contains($0)
        }
        if edit.startsNow { new.since = now }
        if let skipped = edit.skipped { #expect(skipped.last <= now) }
        fixture.rules = new
        fixture.now = now
    }

    @Test func theSameTimesChangeNothing() {
        let task = ProgressFixture()
        _ = task.claim(at: ProgressFixture.time(0))
        let before = task.progress
        let edit = task.progress.edit(task.rules, to: task.rules, isUnderWay: true, now: ProgressFixture.time(0, 60)) {
            $0 == Self.start
        }
        #expect(!edit.startsNow && task.progress == before)
    }

    @Test func anEndThatIsAddedWhileARunIsUnderWayLeavesTheRest() throws {
        let task = ProgressFixture(SchedulePolicy(overlap: .queueOne))
        _ = task.claim(at: ProgressFixture.time(0))
        var new = task.rules
        new.recurrence = try Recurrence(
            RecurrenceRule(storedText: #"{"word":"daily","until":"2026-06-20"}"#), anchor: Self.start, zone: .utc)
        // One came due meanwhile, and waits for its turn.
        let edit = task.progress.edit(task.rules, to: new, isUnderWay: true, now: ProgressFixture.time(1, 60)) { _ in
            false
        }
        #expect(edit == ScheduleEdit(skipped: nil, startsNow: false))
        task.rules = new
        task.finish(at: ProgressFixture.time(1, 120))
        #expect(task.progress.dueAt == ProgressFixture.time(1))
    }

    @Test func aRetryThatWaitsHoldsTheNewTimes() throws {
        let task = ProgressFixture()
        _ = task.claim(at: ProgressFixture.time(0))
        task.finish(.failed, at: ProgressFixture.time(0, 1))
        var new = task.rules
        new.recurrence = Recurrence(.hourly, anchor: Self.start, zone: .utc)
        let edit = task.progress.edit(task.rules, to: new, isUnderWay: true, now: ProgressFixture.time(0, 2)) { _ in
            true
        }
        new.since = edit.startsNow ? ProgressFixture.time(0, 2) : new.since
        task.rules = new
        #expect(task.progress.dueAt == nil && task.progress.waiting == 1)
        #expect(task.claimWaiting(at: ProgressFixture.time(0, 6)))
        task.finish(at: ProgressFixture.time(0, 7))
        #expect(task.progress.dueAt == ProgressFixture.time(0, 3600))
    }

    @Test func whatRunsOnceRunsAgainAtAnotherTimeOnly() {
        for (time, due) in [(Self.start, nil), (ProgressFixture.time(1), ProgressFixture.time(1))] {
            let task = ProgressFixture(recurs: false)
            _ = task.claim(at: Self.start)
            _ = task.progress.edit(
                task.rules, to: task.rules, first: time, isUnderWay: true, now: ProgressFixture.time(0, 1)
            ) { _ in false }
            #expect(task.progress.dueAt == due)
            task.finish(at: ProgressFixture.time(0, 2))
            #expect(task.progress.isLive == (due != nil))
        }
    }

    // MARK: - The clock

    @Test(arguments: [#"{"every":"PT2S"}"#, #"{"cron":"* * * * * *"}"#, #"{"rrule":"FREQ=SECONDLY"}"#])
    func aPaceGoesOnWhenTheClockIsSetBack(_ text: String) throws {
        let ahead = ProgressFixture.time(0, 3600)
        var rules = TaskRules(
            recurrence: try Recurrence(RecurrenceRule(storedText: text), anchor: ahead, zone: .utc), since: ahead)
        var progress = TaskProgress(startingAt: ahead)
        var random = SystemRandomNumberGenerator()
        var begun: Set<Timestamp> = []
        var now = ahead
        func run() {
            while let due = progress.dueAt {
                #expect(due.milliseconds - now.milliseconds <= 3000, "\(text) waits")
                now = max(now, due)
                guard let run = progress.claimOccurrence(rules, now: now).run else { continue }
                #expect(begun.insert(run).inserted, "\(run.rfc3339) twice")
                _ = progress.finish(
                    Attempt(scheduledFor: run, number: 1, beganAt: now), with: RunResult(outcome: .succeeded), rules,
                    now: now, using: &random)
                if begun.count.isMultiple(of: 5) { break }
            }
        }
        run()
        for _ in 0..<3 {
            let last = try #require(begun.max())
            now = Self.start
            #expect(progress.clockWentBack(&rules, last: last, now: now))
            #expect(!progress.clockWentBack(&rules, last: last, now: now), "once is enough")
            run()
        }
        #expect(begun.count == 20)
    }

    /// Fixed times of the next days, and what is left of them by a clock that was ahead for two hours.
    @Test(
        arguments: [
            "daily", #"{"cron":"0 9 * * *"}"#, #"{"cron":"0,30 9,18 * * *"}"#, "weekdays", #"{"systemd":"09:00"}"#,
            #"{"rrule":"FREQ=DAILY;BYHOUR=9;BYMINUTE=0"}"#, #"{"cron":"*/30 8-18 * * *"}"#,
            #"{"any_of":["daily",{"cron":"0 9 * * *"}]}"#, #"{"calendar":{"hour":[9,21]}}"#,
        ], [1, 5, 24, 60, 24 * 10, 24 * 400])
    func nothingStopsAfterAClockThatWasAhead(_ text: String, _ hoursAhead: Int64) throws {
        var rules = TaskRules(
            recurrence: try Recurrence(
                RecurrenceRule(storedText: text), anchor: ProgressFixture.time(-10), zone: .utc),
            since: ProgressFixture.time(-10))
        rules.schedule.onMissed = .all
        let regular = try #require(rules.recurrence)
        var progress = TaskProgress(startingAt: regular.next(after: ProgressFixture.time(-10))!)
        var random = SystemRandomNumberGenerator()
        var begun: Set<Timestamp> = []
        var now = ProgressFixture.time(-10)
        func run(until end: Timestamp) {
            while let due = progress.dueAt, max(now, due) <= end {
                now = max(now, due)
                guard let run = progress.claimOccurrence(rules, now: now).run else { continue }
                #expect(begun.insert(run).inserted, "\(run.rfc3339) twice")
                _ = progress.finish(
                    Attempt(scheduledFor: run, number: 1, beganAt: now), with: RunResult(outcome: .succeeded), rules,
                    now: now, using: &random)
            }
            now = end
        }
        run(until: ProgressFixture.time(0, -60))
        for round in 0..<3 {
            let real = ProgressFixture.time(round * 3, -60)
            now = real + .seconds(3600 * hoursAhead)
            run(until: now + .seconds(7200))
            now = real + .seconds(7200)
            if let last = begun.max(), last > now { _ = progress.clockWentBack(&rules, last: last, now: now) }
            run(until: ProgressFixture.time(round * 3 + 3, -60))
            // Each of the times of these days has been, by one clock or the other.
            var time = real
            while let next = regular.next(after: time), next <= now {
                let has = begun.contains { 0...3 ~= $0.milliseconds - next.milliseconds }
                #expect(
                    has || next <= real + .seconds(7200), "\(text) \(hoursAhead) \(round): \(next.rfc3339) is left out")
                time = next
            }
        }
    }

    @Test func aListIsOverWhenItHasBeen() throws {
        let times = (1...9).map { #""2026-06-1\#($0)T09:00:00Z""# }.joined(separator: ",")
        var rules = TaskRules(
            recurrence: try Recurrence(
                RecurrenceRule(storedText: #"{"at":[\#(times)]}"#), anchor: Self.start, zone: .utc), since: Self.start)
        var progress = TaskProgress(startingAt: try #require(rules.recurrence?.next(after: ProgressFixture.time(5))))
        let before = progress
        #expect(
            !progress.clockWentBack(
                &rules, last: ProgressFixture.time(5), now: Self.start))
        #expect(progress == before)
    }

    @Test func aFixedTimeThatHasBeenIsNotRepeated() {
        let task = ProgressFixture()
        _ = task.claim(at: ProgressFixture.time(0))
        task.finish(at: ProgressFixture.time(0, 1))
        let before = task.progress
        #expect(!task.progress.clockWentBack(&task.rules, last: Self.start, now: ProgressFixture.time(0, -3600)))
        #expect(task.progress == before)
    }
}
