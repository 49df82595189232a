import Messages
import Recurrence
import SQLiteStore
import Scheduler
import TaskModel
import Testing
import Timekeeping

@Suite struct HousekeepingTests {
    private let day = Duration.seconds(86_400)

    private func pruneAll(_ store: SQLiteTaskStore, _ retention: Retention, now: Timestamp) async throws -> Int {
        var steps = 1
        while try await store.prune(retention, limit: 10, now: now) { steps += 1 }
        return steps
    }

    @Test func anotherRunTakesThePlaceOfOneThatIsLost() async throws {
        try await withStore { store, _ in
            try await store.create([task(1)])
            let run = try await store.claimAll().runs[0]
            let reference = RunReference(taskID: run.taskID, runID: run.runID)
            #expect(try await store.outstandingRuns(of: "webhook", publishedBefore: start + day).isEmpty)
            try await store.markPublished([reference], now: start)
            let outstanding = try await store.outstandingRuns(of: "webhook", publishedBefore: start + day)
            #expect(
                outstanding == [
                    OutstandingRun(reference: reference, publishedAt: start, hasStarted: false, timeoutSeconds: 30)
                ])
            let later = start + .seconds(100)
            #expect(try await store.lose([reference], now: later).map(\.state) == [.lost])
            #expect(try await store.lose([reference], now: later).isEmpty)
            let again = try await store.claimAll(now: later).runs[0]
            #expect(again.runID != run.runID)
            #expect(again.attempt == 1)
            #expect(again.idempotencyKey == run.idempotencyKey)
            // What comes of the first one after all does not count twice.
            #expect(try await store.apply([.finished(again, at: later)], now: later)[0] != .stale)
            #expect(try await store.apply([.finished(run, .failed, at: later)], now: later) == [.stale])
            #expect(try await store.task(task(1).id)?.task.progress.status == .completed)
            let states = try await store.runs(matching: RunQuery(taskID: task(1).id))?.runs.map(\.state)
            #expect(states == [.succeeded, .lost])
        }
    }

    @Test func aTaskThatExpiresBeforeItRanEndsFailed() async throws {
        try await withStore { store, _ in
            var new = task(1, runAt: start + .seconds(60))
            new.expiresAt = start + .seconds(120)
            try await store.create([new, task(2, runAt: start + .seconds(60))])
            #expect(try await store.expire(limit: 10, now: start + .seconds(119)) == 0)
            #expect(try await store.expire(limit: 10, now: start + .seconds(120)) == 1)
            let found = try #require(try await store.task(new.id))
            #expect(found.task.progress.status == .failed)
            #expect(found.task.error?.code == "expired")
            #expect(found.lastRun?.state == .skipped)
            #expect(try await store.claimAll(now: start + .seconds(120)).runs.map(\.taskID) == [task(2).id])
        }
    }

    @Test func whatIsMissedIsInTheHistory() async throws {
        try await withStore { store, _ in
            var new = task(1)
            new.recurrence = RecurrenceRule(.daily)
            try await store.create([new])
            let late = start + .seconds(3 * 86_400 + 3600)
            let claim = try await store.claimAll(now: late)
            #expect(claim.runs.map(\.scheduledFor) == [start + .seconds(3 * 86_400)])
            #expect(claim.skipped == 3)
            _ = try await store.apply([.finished(claim.runs[0], at: late)], now: late)
            let runs = try #require(try await store.runs(matching: RunQuery(taskID: new.id))).runs
            #expect(Set(runs.map(\.state)) == [.succeeded, .skipped])
            let skipped = try #require(runs.first { $0.state == .skipped })
            #expect(skipped.error?.code == "missed")
            #expect(skipped.error?.message.hasPrefix("3 occurrences from 2026-06-10T15:00:00.000Z") == true)
        }
    }

    @Test func historyEndsWithItsAge() async throws {
        try await withStore { store, _ in
            try await store.create((1...25).map { task($0) } + [task(26, runAt: start + .seconds(40 * 86_400))])
            for run in try await store.claimAll().runs {
                _ = try await store.apply([.finished(run, at: start)], now: start)
            }
            let retention = Retention(age: day)
            _ = try await pruneAll(store, retention, now: start + .seconds(86_399))
            #expect(try await store.tasks(matching: TaskQuery()).tasks.count == 26)
            let steps = try await pruneAll(store, retention, now: start + .seconds(2 * 86_400))
            #expect(steps > 5, "in small steps")
            #expect(try await store.tasks(matching: TaskQuery()).tasks.map(\.id) == [task(26).id])
            #expect(try await store.runs(matching: RunQuery(taskID: task(1).id)) == nil)
        }
    }

    @Test func openRunsOutliveTheirAge() async throws {
        try await withStore { store, _ in
            try await store.create([task(1)])
            let run = try await store.claimAll().runs[0]
            _ = try await pruneAll(store, Retention(age: day), now: start + .seconds(10 * 86_400))
            #expect(try await store.task(task(1).id)?.lastRun?.id == run.runID)
        }
    }

    @Test func pagesOfHistoryFollowOneAnother() async throws {
        try await withStore { store, _ in
            var new = task(1)
            new.recurrence = RecurrenceRule(.daily)
            try await store.create([new])
            for number in 0..<15 {
                let now = start + .seconds(Int64(number) * 86_400)
                let run = try await store.claimAll(now: now).runs[0]
                _ = try await store.apply([.finished(run, at: now)], now: now)
            }
            var query = RunQuery(taskID: new.id, limit: 4)
            var seen: [Timestamp] = []
            repeat {
                let page = try #require(try await store.runs(matching: query))
                #expect(page.runs.count <= 4)
                seen += page.runs.map(\.scheduledFor)
                query.after = page.next
            } while query.after != nil
            #expect(seen == (0..<15).reversed().map { start + .seconds(Int64($0) * 86_400) })
        }
    }

    @Test func timesThatCannotBeAreLeftOut() async throws {
        try await withStore { store, _ in
            var new = task(1)
            new.recurrence = RecurrenceRule(.daily)
            try await store.create([new])
            let run = try await store.claimAll().runs[0]
            let now = start + .seconds(10)
            _ = try await store.apply(
                [.finished(run, at: start + .seconds(400 * 86_400), startedAt: .earliest)], now: now)
            let found = try #require(try await store.task(new.id))
            #expect(found.lastRun?.startedAt == nil)
            #expect(found.lastRun?.finishedAt == now)
            #expect(found.task.progress.runAt == start + day)
        }
    }
}
