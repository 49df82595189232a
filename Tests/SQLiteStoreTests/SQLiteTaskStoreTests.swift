import JSON
import Messages
import Recurrence
import SQLiteStore
import Scheduler
import TaskModel
import Testing
import Timekeeping

@Suite struct SQLiteTaskStoreTests {
    private func end(_ run: RunRequest, _ state: RunState?, nextDue: DueTimes = .none) -> RunEnd {
        RunEnd(
            runID: run.runID, action: "webhook", state: state, waited: false, nextDue: nextDue,
            took: state == nil || state == .waiting ? nil : .zero)
    }

    private func reference(_ run: RunRequest) -> RunReference {
        RunReference(taskID: run.taskID, runID: run.runID)
    }

    @Test func aTaskComesBackAsItWasStored() async throws {
        try await withStore { store, _ in
            var new = task(1, payload: RawJSON(#"{"n":1.10,"é":[ ]}"#))
            new.recurrence = RecurrenceRule(.monthly)
            new.zone = try #require(Zone(identifier: "Europe/Berlin"))
            new.timeoutSeconds = 77
            try await store.create([new])
            let found = try #require(try await store.task(new.id))
            #expect(found.task.definition == new)
            #expect(found.task.progress == TaskProgress(startingAt: start))
            #expect(found.task.createdAt == start)
            #expect(found.lastRun == nil)
            #expect(try await store.task(task(2).id) == nil)
        }
    }

    @Test(
        arguments: [
            #"{"cron":"0 9 * * MON-FRI","except":["2026-12-24"],"jitter_seconds":30}"#,
            #"{"any_of":[{"rrule":"FREQ=DAILY;COUNT=3"},{"every":"PT7H"}],"timezone":"Asia/Tokyo"}"#,
        ])
    func aRecurrenceComesBackAsItWasStored(_ text: String) async throws {
        try await withStore { store, _ in
            var new = task(1)
            let accepted = try RecurrenceRule(storedText: text).accepted(
                anchor: new.runAt, localAnchor: nil, zone: .utc, seed: TaskDefinition.seed(of: new.id), after: new.runAt
            )
            new.recurrence = accepted.rule
            new.isAnchored = false
            new.firstAt = accepted.first
            try await store.create([new])
            let found = try #require(try await store.task(new.id)).task
            #expect(found.progress == TaskProgress(startingAt: accepted.first))
            new.firstAt = nil
            #expect(found.definition == new)
            let series = try found.definition.series()
            #expect(try new.series() == series)
            // It is claimed, and its next occurrence is that of the rule.
            let run = try #require(try await store.claimAll(now: accepted.first).runs.first)
            #expect(run.scheduledFor == accepted.first)
        }
    }

    @Test func aRequestDeliveredTwiceMakesOneTask() async throws {
        try await withStore { store, _ in
            try await store.create([task(1), task(1)])
            try await store.create([task(1)])
            #expect(try await store.tasks(matching: TaskQuery()).tasks.count == 1)
        }
    }

    @Test func claimsAreInOrderOfTheirTimeAndOnlyOfWhatIsDue() async throws {
        try await withStore { store, _ in
            try await store.create([
                task(1, runAt: start - .seconds(1)), task(2, runAt: start - .seconds(3)), task(3, runAt: start),
                task(4, runAt: start + .milliseconds(1)), task(5, action: "other", runAt: start),
            ])
            let claim = try await store.claimAll(limit: 2)
            #expect(claim.runs.map(\.taskID) == [task(2).id, task(1).id])
            #expect(claim.nextDue == DueTimes(fresh: start))
            let rest = try await store.claimAll()
            #expect(rest.runs.map(\.taskID) == [task(3).id])
            #expect(rest.nextDue == DueTimes(fresh: start + .milliseconds(1)))
            #expect(try await store.claimAll().runs.isEmpty)
            let running = try #require(try await store.task(task(1).id))
            #expect(running.task.progress.status == .running)
            #expect(running.lastRun?.state == .queued)
        }
    }

    @Test func aClaimEndsWhereItsPayloadsGetLarge() async throws {
        try await withStore { store, _ in
            let large = RawJSON(unchecked: Array("\"\(String(repeating: "x", count: 1_000_000))\"".utf8))
            try await store.create((1...12).map { task($0, payload: large) })
            let claim = try await store.claimAll()
            #expect(claim.runs.count == 9)
            #expect(claim.nextDue == DueTimes(fresh: start))
        }
    }

    @Test func aResultIsAppliedOnce() async throws {
        try await withStore { store, _ in
            try await store.create([task(1)])
            let run = try await store.claimAll().runs[0]
            let results = try await store.apply([.finished(run), .finished(run, .failed)], now: start)
            #expect(results == [.ended(end(run, .succeeded)), .stale])
            #expect(try await store.apply([.finished(run, .failed)], now: start) == [.stale])
            let found = try #require(try await store.task(task(1).id))
            #expect(found.task.progress.status == .completed)
            #expect(found.lastRun?.state == .succeeded)
            #expect(found.lastRun?.output?.description == #"{"status":1}"#)
        }
    }

    @Test func aLateResultOfAnOlderAttemptChangesNothing() async throws {
        try await withStore { store, _ in
            try await store.create([task(1)])
            let first = try await store.claimAll().runs[0]
            let error = RunError(code: "http_status", message: "the receiver answered 500")
            let retryAt = start + .seconds(5)
            #expect(
                try await store.apply([.finished(first, .failed, error: error)], now: start)
                    == [.ended(end(first, .failed, nextDue: DueTimes(waiting: retryAt)))])
            let waiting = try #require(try await store.task(task(1).id)).task
            #expect(
                waiting.progress
                    == TaskProgress(
                        status: .scheduled, runAt: start, dueAt: nil, attempt: 2, retryAt: retryAt, waiting: 1))
            #expect(waiting.error == error)
            let second = try await store.claimAll(now: retryAt).runs[0]
            #expect(second.attempt == 2)
            #expect(second.idempotencyKey == first.idempotencyKey)
            #expect(try await store.apply([.finished(first)], now: retryAt) == [.stale])
            let running = try #require(try await store.task(task(1).id))
            #expect(running.task.progress.status == .running)
            _ = try await store.apply([.finished(second, .failed, error: error)], now: retryAt)
            let failed = try #require(try await store.task(task(1).id))
            #expect(failed.task.progress.status == .failed)
        }
    }

    @Test func aResultForAnUnknownRunChangesNothing() async throws {
        try await withStore { store, _ in
            let run = RunRequest(
                runID: RunID(high: 1, low: 1), taskID: task(1).id, action: "webhook", payload: RawJSON("{}"),
                scheduledFor: start, attempt: 1, maxAttempts: 1, timeoutSeconds: 1)
            let results = try await store.apply([.finished(run)], now: start)
            #expect(results == [.stale])
        }
    }

    @Test func aDeletedTaskLeavesOnlyTheRunThatIsWithTheBroker() async throws {
        try await withStore { store, _ in
            try await store.create([task(1), task(2)])
            let runs = try await store.claimAll().runs
            try await store.markPublished([reference(runs[0])], now: start)
            var published = TaskChangeResult(
                .done, action: "webhook",
                released: ActionRelease(
                    action: "webhook", runs: OutstandingRuns(), runIDs: [], stopping: [runs[0].runID]))
            var unpublished = TaskChangeResult(
                .done, action: "webhook",
                released: ActionRelease(
                    action: "webhook", runs: OutstandingRuns(total: 1), runIDs: [runs[1].runID]))
            published.cancellations = [
                RunCancellation(runID: runs[0].runID, taskID: runs[0].taskID, action: "webhook")
            ]
            unpublished.cancellations = [
                RunCancellation(runID: runs[1].runID, taskID: runs[1].taskID, action: "webhook")
            ]
            #expect(
                try await store.apply([.delete(task(1).id), .delete(task(2).id), .delete(task(3).id)], now: start)
                    == [published, unpublished, TaskChangeResult(.notFound)])
            #expect(
                try await store.backlog()
                    == [ActionBacklog(action: "webhook", nextDue: .none, outstanding: OutstandingRuns(total: 1))])
            #expect(
                try await store.apply([.finished(runs[0]), .finished(runs[1])], now: start)
                    == [.ended(end(runs[0], nil)), .stale])
            #expect(try await store.backlog()[0].outstanding.total == 0)
        }
    }

    @Test func withdrawnRunsWaitInTheTableAsBefore() async throws {
        try await withStore { store, _ in
            try await store.create([task(1)])
            let run = try await store.claimAll().runs[0]
            let ends = try await store.withdraw([reference(run)], now: start)
            #expect(ends == [end(run, .waiting, nextDue: DueTimes(waiting: start))])
            let found = try #require(try await store.task(task(1).id))
            #expect(
                found.task.progress
                    == TaskProgress(
                        status: .scheduled, runAt: start, dueAt: nil, attempt: 1, retryAt: start, waiting: 1))
            #expect(found.lastRun == nil)
            #expect(try await store.withdraw([reference(run)], now: start).isEmpty)
            #expect(try await store.claimAll(limit: 0).runs == [run])
        }
    }

    @Test func unpublishedRunsAreFoundAgain() async throws {
        try await withStore { store, _ in
            try await store.create((1...5).map { task($0) })
            let runs = try await store.claimAll().runs
            try await store.markPublished([reference(runs[1])], now: start)
            _ = try await store.apply([.finished(runs[2])], now: start)
            _ = try await store.apply([.delete(runs[3].taskID)], now: start)
            let expected = [runs[0], runs[4]].sorted { $0.runID < $1.runID }
            #expect(try await store.unpublishedRuns(of: "webhook", after: nil, limit: 10) == expected)
            #expect(
                try await store.unpublishedRuns(of: "webhook", after: expected[0].runID, limit: 10) == [expected[1]])
            #expect(try await store.unpublishedRuns(of: "nobody", after: nil, limit: 10).isEmpty)
        }
    }

    @Test func pagesFollowOneAnotherWhileTasksComeAndGo() async throws {
        try await withStore { store, _ in
            // Several tasks share each time, and statuses are mixed.
            try await store.create((0..<250).map { task($0, runAt: start + .seconds(Int64($0 / 7) - 10)) })
            let runs = try await store.claimAll(limit: 30).runs
            _ = try await store.apply(runs.prefix(10).map { RunReport.finished($0) }, now: start)
            var seen: [TaskID] = []
            var query = TaskQuery(limit: 40)
            repeat {
                let page = try await store.tasks(matching: query)
                #expect(page.tasks.count <= 40)
                seen += page.tasks.map(\.id)
                query.after = page.next
                if seen.count == 80 { _ = try await store.apply([.delete(seen[0])], now: start) }
            } while query.after != nil
            #expect(seen == (0..<250).map { task($0).id })
            let running = try await store.tasks(matching: TaskQuery(status: .running, limit: 1000))
            #expect(running.tasks.count == 20)
            #expect(running.next == nil)
        }
    }

    @Test func aPageEndsAtFourMebibytes() async throws {
        try await withStore { store, _ in
            let large = RawJSON(unchecked: Array("\"\(String(repeating: "x", count: 250_000))\"".utf8))
            try await store.create((1...40).map { task($0, payload: large) })
            let page = try await store.tasks(matching: TaskQuery(limit: 1000))
            #expect((16...17).contains(page.tasks.count))
            let rest = try await store.tasks(matching: TaskQuery(limit: 1000, after: page.next))
            #expect(rest.tasks.first?.id == task(UInt64(page.tasks.count) + 1).id)
        }
    }

    @Test func everythingIsThereAfterReopening() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/tasks.sqlite"
            let store = try SQLiteTaskStore(path: path)
            try await store.create([task(1), task(2, runAt: start + .seconds(60))])
            let run = try await store.claimAll().runs[0]
            try store.close()
            let reopened = try SQLiteTaskStore(path: path)
            #expect(
                try await reopened.backlog()
                    == [
                        ActionBacklog(
                            action: "webhook", nextDue: DueTimes(fresh: start + .seconds(60)),
                            outstanding: OutstandingRuns(total: 1))
                    ])
            #expect(try await reopened.unpublishedRuns(of: "webhook", after: nil, limit: 10) == [run])
            try reopened.close()
        }
    }
}
