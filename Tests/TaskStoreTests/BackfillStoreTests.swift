import JSON
import Messages
import Recurrence
import Scheduler
import TaskModel
import Testing
import Timekeeping

@testable import TaskStore

@Suite("Backfills in the table")
struct BackfillStoreTests {
    private static let hour = Duration.seconds(3600)
    private static let day = Duration.seconds(86_400)

    /// Hourly at the full hour, as cron; made at the noon before `start`, which is 15:00.
    private func hourly(_ number: UInt64, overlap: SchedulePolicy.Overlap = .allow) throws -> NewTask {
        var reader = try JSONReader(Array(#"{"cron":"0 * * * *"}"#.utf8))
        var new = task(number, runAt: start - .seconds(3 * 3600))
        new.recurrence = try RecurrenceRule(reading: &reader)
        new.isAnchored = false
        new.firstAt = start - .seconds(2 * 3600)
        new.schedule.overlap = overlap
        return new
    }

    private func request(hours: Int64, max: Int = 1000, pace: Double = 100, dry: Bool = false) -> BackfillRequest {
        BackfillRequest(from: start - .seconds(hours * 3600), to: start, max: max, perSecond: pace, isDryRun: dry)
    }

    private func backfill(
        _ store: SQLiteTaskStore, _ request: BackfillRequest, _ number: UInt64 = 1, now: Timestamp = start
    ) async throws -> Backfill? {
        let answer = try await store.startBackfill(task(number).id, request, within: nil, now: now)
        guard case .backfill(let backfill) = answer else { return nil }
        return backfill
    }

    /// Makes and performs all runs of a backfill.
    private func work(_ store: SQLiteTaskStore, from now: Timestamp = start) async throws -> [Timestamp] {
        var now = now
        var done: [Timestamp] = []
        for _ in 0..<400 {
            let step = try await store.stepBackfills(limit: 10, now: now)
            let runs = try await store.claimAll(now: now).runs
            // What the schedule runs beside it is not the backfill's.
            done += runs.map(\.scheduledFor).filter { $0 < start }.sorted()
            _ = try await store.apply(runs.map { .finished($0, at: now) }, now: now)
            guard step.nextAt != nil else { break }
            now = now + .milliseconds(250)
        }
        return done
    }

    /// A store whose task waits at 17:00: what is due before was run.
    private func withTask(
        overlap: SchedulePolicy.Overlap = .allow, _ body: (SQLiteTaskStore) async throws -> Void
    ) async throws {
        try await withStore { store, _ in
            try await store.create([hourly(1, overlap: overlap)], now: start - .seconds(3 * 3600))
            for late in [2, 1] as [Int64] {
                let now = start - .seconds(late * 3600)
                let run = try #require(try await store.claimAll(now: now).runs.first)
                _ = try await store.apply([.finished(run, at: now)], now: now)
            }
            try await body(store)
        }
    }

    @Test func `a dry run says what would run and what is left out`() async throws {
        try await withTask { store in
            let found = try #require(try await backfill(store, request(hours: 10, dry: true)))
            #expect(found.state == nil)
            #expect(found.plan.runs == 8)
            #expect(found.plan.first == start - .seconds(10 * 3600))
            #expect(found.plan.last == start - .seconds(3 * 3600))
            #expect(found.plan.alreadyRun == 2)
            #expect(!found.plan.isTruncated)
            #expect(try await store.stepBackfills(limit: 10, now: start).nextAt == nil)
            let few = try #require(try await backfill(store, request(hours: 10, max: 3, dry: true)))
            #expect(few.plan.runs == 3)
            #expect(few.plan.isTruncated)
        }
    }

    @Test(arguments: [SchedulePolicy.Overlap.allow, .skip, .queueOne])
    func `each occurrence runs once, also when it is asked for again`(overlap: SchedulePolicy.Overlap) async throws {
        try await withTask(overlap: overlap) { store in
            #expect(try await backfill(store, request(hours: 10))?.plan.runs == 8)
            // One at a time.
            #expect(try await store.startBackfill(task(1).id, request(hours: 1), within: nil, now: start) == .underWay)
            let done = try await work(store)
            #expect(done == (3...10).reversed().map { start - .seconds($0 * 3600) })
            guard case .backfill(let ended) = try await store.backfill(of: task(1).id, within: nil) else {
                Issue.record("there is none")
                return
            }
            #expect(ended.state == .done)
            #expect(ended.made == 8)
            let again = try #require(try await backfill(store, request(hours: 12)))
            #expect(again.plan.runs == 2)
            #expect(again.plan.alreadyRun == 10)
            #expect(try await work(store).count == 2)
            // Its schedule goes on beside it.
            let stored = try #require(try await store.task(task(1).id)).task
            #expect(stored.progress.dueAt == start + Self.hour)
            #expect(stored.progress.status == .scheduled)
            let runs = try #require(try await store.runs(matching: RunQuery(taskID: task(1).id))).runs
            #expect(runs.filter(\.isBackfill).count == 10)
            #expect(runs.count == 13)
        }
    }

    @Test func `runs are made at the pace that was asked for`() async throws {
        try await withTask { store in
            _ = try await backfill(store, request(hours: 10, pace: 2))
            let first = try await store.stepBackfills(limit: 10, now: start)
            #expect(first.nextAt == start + .milliseconds(500))
            #expect(try await store.claimAll(now: start).runs.filter { $0.scheduledFor < start - Self.hour }.count == 1)
            let early = try await store.stepBackfills(limit: 10, now: start + .milliseconds(400))
            #expect(early.results.isEmpty)
            // What an idle second would have made is made up for, and no more.
            let late = try await store.stepBackfills(limit: 10, now: start + .seconds(60))
            #expect(late.results.count == 1)
            let runs = try #require(try await store.runs(matching: RunQuery(taskID: task(1).id))).runs
            #expect(runs.filter(\.isBackfill).count == 4)
        }
    }

    @Test func `a run that fails is tried again as a part of the backfill`() async throws {
        try await withTask { store in
            _ = try await backfill(store, request(hours: 3, max: 1))
            _ = try await store.stepBackfills(limit: 10, now: start)
            let run = try #require(
                try await store.claimAll(now: start).runs.first { $0.scheduledFor < start - Self.hour })
            _ = try await store.apply([.finished(run, .failed, at: start)], now: start)
            let runs = try #require(try await store.runs(matching: RunQuery(taskID: task(1).id))).runs
            #expect(runs.filter(\.isBackfill).map(\.attempt).sorted() == [1, 2])
            #expect(try await backfill(store, request(hours: 3, dry: true))?.plan.runs == 0)
        }
    }

    @Test func `a backfill ends when it is told to, and with its task`() async throws {
        try await withTask { store in
            let id = task(1).id
            #expect(try await store.cancelBackfill(of: id, within: nil) == .none)
            _ = try await backfill(store, request(hours: 10, pace: 1))
            _ = try await store.stepBackfills(limit: 10, now: start)
            guard case .backfill(let ended) = try await store.cancelBackfill(of: id, within: nil) else {
                Issue.record("there is none")
                return
            }
            #expect(ended.state == .cancelled)
            #expect(ended.made == 1)
            #expect(try await store.stepBackfills(limit: 10, now: start + Self.hour).nextAt == nil)
            _ = try await backfill(store, request(hours: 10, pace: 1))
            _ = try await store.apply([.cancel(id)], now: start)
            #expect(try await store.stepBackfills(limit: 10, now: start).nextAt == nil)
            _ = try await backfill(store, request(hours: 10, pace: 1))
            _ = try await store.apply([.delete(id)], now: start)
            #expect(try await store.stepBackfills(limit: 10, now: start).nextAt == nil)
            #expect(try await store.backfill(of: id, within: nil) == .noTask)
        }
    }

    @Test func `a paused task makes no runs until it is resumed`() async throws {
        try await withTask { store in
            _ = try await backfill(store, request(hours: 5))
            _ = try await store.apply([.pause(task(1).id)], now: start)
            #expect(try await store.stepBackfills(limit: 10, now: start).results.isEmpty)
            _ = try await store.apply([.resume(task(1).id)], now: start)
            #expect(try await store.stepBackfills(limit: 10, now: start + .seconds(1)).results.count == 1)
        }
    }

    @Test func `only a recurring task of a group that one may see has a past`() async throws {
        try await withTask { store in
            try await store.create([task(2, runAt: start + Self.hour)])
            #expect(
                try await store.startBackfill(task(2).id, request(hours: 1), within: nil, now: start) == .doesNotRecur)
            #expect(
                try await store.startBackfill(task(1).id, request(hours: 1), within: ["ops"], now: start) == .noTask)
            #expect(try await store.startBackfill(task(3).id, request(hours: 1), within: nil, now: start) == .noTask)
        }
    }

    @Test func `what may have run and is no longer known is left out`() async throws {
        try await withTask { store in
            _ = try await backfill(store, request(hours: 10))
            _ = try await work(store)
            // A day later all history of now is removed.
            let later = start + Self.day
            let claim = try await store.claimAll(now: later)
            _ = try await store.apply(claim.runs.map { .finished($0, at: later) }, now: later)
            while try await store.prune(Retention(age: Self.hour), limit: 100, now: later) {}
            let found = try #require(
                try await backfill(
                    store, BackfillRequest(from: start - .seconds(12 * 3600), to: later), now: later))
            // Before what was backfilled it never ran; after what was removed the history is whole.
            #expect(found.plan.unknown == 11)
            #expect(found.plan.first == start - .seconds(12 * 3600))
            #expect(found.plan.runs > 2)
        }
    }
}
