import JSON
import Messages
import Recurrence
import SQLiteStore
import Scheduler
import TaskModel
import Testing
import Timekeeping

/// Other times for tasks whose runs are anywhere, and clocks that are set back.
@Suite struct TaskTimesTests {
    private func hourly(_ number: UInt64, _ text: String = "hourly") throws -> TaskDefinition {
        var new = task(number)
        new.recurrence = try RecurrenceRule(storedText: text)
        return new
    }

    enum Stage: CaseIterable, Sendable {
        case queued, waitingForRetry, redriven, paused
    }

    @Test(
        arguments: Stage.allCases,
        [
            "hourly", #"{"word":"hourly","until":"2027-01-01"}"#, "daily", #"{"every":"PT90M"}"#, "once",
        ])
    func whatHasBegunDoesNotBeginAgain(_ stage: Stage, _ text: String) async throws {
        try await withStore { store, _ in
            let old = try hourly(1)
            try await store.create([old])
            let run = try await store.claimAll().runs[0]
            let now = start + .seconds(2)
            switch stage {
            case .queued: break
            case .waitingForRetry: _ = try await store.apply([.finished(run, .failed)], now: now)
            case .redriven:
                _ = try await store.apply([.finished(run, .rejected)], now: now)
                _ = try await store.apply([.redrive(run.runID)], now: now)
            case .paused:
                _ = try await store.apply([.finished(run, .failed)], now: now)
                _ = try await store.apply([.pause(old.id)], now: now)
            }
            let stored = try #require(try await store.task(old.id)).task
            var new = old
            new.recurrence = text == "once" ? nil : try RecurrenceRule(storedText: text)
            new = try new.keepingAnchor(of: stored.definition, next: stored.progress.runAt, now: now)
            let results = try await store.apply(
                [.update(TaskUpdate(task: new, times: .changed, revision: stored.revision)), .resume(old.id)], now: now)
            #expect(results.first?.answer == .done)
            // An hour of whatever comes: no first attempt at the occurrence that has begun.
            var begun = [run.scheduledFor]
            for minute in 0..<60 {
                let now = now + .seconds(Int64(minute) * 59)
                let claimed = try await store.claimAll(now: now).runs
                begun += claimed.filter { $0.attempt == 1 && $0.scheduledFor != run.scheduledFor }.map(\.scheduledFor)
                if stage != .redriven {
                    #expect(
                        !claimed.contains { $0.attempt == 1 && $0.scheduledFor == run.scheduledFor }, "\(stage) \(text)"
                    )
                }
                for run in claimed { _ = try await store.apply([.finished(run, at: now)], now: now) }
                if minute == 0, stage == .queued { _ = try await store.apply([.finished(run, at: now)], now: now) }
            }
            #expect(Set(begun).count == begun.count)
        }
    }

    @Test func aNameThatIsPutAgainKeepsThePhase() async throws {
        try await withStore { store, _ in
            var old = try hourly(1, #"{"every":"PT1H"}"#)
            old.name = TaskName("report")
            old.isAnchored = false
            old.firstAt = start + .seconds(3600)
            try await store.create([old])
            var new = old
            new.id = task(2).id
            new.payload = RawJSON("[2]")
            new.runAt = start + .seconds(600)
            new.firstAt = start + .seconds(4200)
            let results = try await store.apply([.put(new)], now: start + .seconds(600))
            #expect(results[0].answer == .replaced(old.id))
            #expect(results[0].nextDue == DueTimes(fresh: start + .seconds(3600)))
            let run = try await store.claimAll(now: start + .seconds(3600)).runs[0]
            #expect(run.payload == RawJSON("[2]"))
            // While that run is under way, once more: the occurrence has begun.
            new.id = task(3).id
            new.payload = RawJSON("[3]")
            let again = try await store.apply([.put(new)], now: start + .seconds(3601))
            #expect(again[0].nextDue == DueTimes(fresh: start + .seconds(7200)))
        }
    }

    @Test func aClockThatIsSetBackStopsNothingAndRepeatsNothing() async throws {
        try await withStore { store, _ in
            let tasks = try [
                hourly(1, #"{"every":"PT2S"}"#), hourly(2, #"{"cron":"* * * * * *"}"#), hourly(3, "daily"),
            ]
            try await store.create(tasks)
            var keys: Set<String> = []
            var count = 0
            func run(from now: Timestamp, until end: Timestamp) async throws {
                var now = now
                while now < end {
                    for run in try await store.claimAll(now: now).runs {
                        #expect(keys.insert(run.idempotencyKey).inserted, "\(run.idempotencyKey) twice")
                        count += 1
                        _ = try await store.apply([.finished(run, at: now)], now: now)
                    }
                    now = now + .milliseconds(500)
                }
            }
            try await run(from: start, until: start + .seconds(10))
            let before = count
            for _ in 0..<2 {
                // An hour back; of the run that waits for another attempt an hour would be too long.
                let now = start - .seconds(3600)
                _ = try await store.clockWentBack(now: now)
                _ = try await store.clockWentBack(now: now)
                try await run(from: now, until: now + .seconds(10))
            }
            // The fixed one ran in the first pass only.
            #expect(count >= before + 2 * (4 + 8), "\(before) and then \(count)")
            #expect(keys.count { $0.hasPrefix("\(tasks[2].id)/") } == 1)
        }
    }

    @Test func aResultThatIsWrittenDownWithTheTimeOfBeforeTheStepStopsNothing() async throws {
        try await withStore { store, _ in
            try await store.create([try hourly(1, #"{"every":"PT2S"}"#)])
            let ahead = start + .seconds(10)
            let run = try #require(try await store.claimAll(now: ahead).runs.first)
            let now = start - .seconds(3600)
            _ = try await store.clockWentBack(now: now)
            _ = try await store.apply([.finished(run, at: ahead)], now: ahead)
            // The dispatcher looks again a little later.
            _ = try await store.clockWentBack(now: now + .seconds(1))
            let next = try #require(try await store.claimAll(now: now + .seconds(5)).runs.first)
            #expect(next.idempotencyKey != run.idempotencyKey)
        }
    }
}
