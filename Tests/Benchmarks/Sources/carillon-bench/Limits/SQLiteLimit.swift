import Messages
import SQLiteStore
import Scheduler
import TaskModel
import Timekeeping

/// Measures the scheduler's database alone: the same rows, in batches of the same sizes, each commit synced.
struct SQLiteLimit {
    let bench: Bench

    func run() async throws {
        // One by one each costs a sync of the disk.
        for (batch, share) in [(1, 50), (100, 2), (1000, 1)] {
            try await measureCreates(batch: batch, count: bench.scale.limitMessages / share)
        }
        try await measureRuns(count: bench.scale.limitMessages, batch: 500)
    }

    private func withStore(_ body: (SQLiteTaskStore) async throws -> Void) async throws {
        let directory = try bench.makeDirectory()
        defer { Files.remove(directory) }
        let store = try SQLiteTaskStore(path: Services.database(in: directory))
        try await body(store)
        try store.close()
    }

    private var now: Timestamp { Timestamp(milliseconds: WallTime.milliseconds()) }

    private func creates(_ count: Int, dueAt: Int64) -> [TaskChange] {
        let sample = TaskSample(receiverPort: bench.receiver.port)
        var random = SystemRandomNumberGenerator()
        let now = now
        return (0..<count).map { _ in sample.create(dueAt: dueAt, now: now, using: &random) }
    }

    private func measureCreates(batch: Int, count: Int) async throws {
        let changes = creates(count, dueAt: WallTime.milliseconds() + 86_400_000)
        try await withStore { store in
            let start = ContinuousClock.now
            for first in stride(from: 0, to: count, by: batch) {
                _ = try await store.apply(Array(changes[first..<min(first + batch, count)]), now: now)
            }
            let rate = Double(count) / (ContinuousClock.now - start).seconds
            bench.report.add(Figure(LimitFigure.creates(batch: batch), rate, .perSecond))
        }
    }

    /// Everything that a due task costs the database: it is claimed, its run is recorded as published and then as finished.
    private func measureRuns(count: Int, batch: Int) async throws {
        let action: ActionName = "webhook"
        let changes = creates(count, dueAt: WallTime.milliseconds())
        try await withStore { store in
            _ = try await store.apply(changes, now: now)
            let (before, start) = (ResourceUsage(of: ["bench": ProcessIDs.own]), ContinuousClock.now)
            var finished = 0
            while finished < count {
                let plan = ClaimPlan(action: action, fresh: batch, horizon: now)
                let runs = try await store.claim([plan], now: now).flatMap(\.runs)
                guard !runs.isEmpty else { throw BenchError("the database has no task that is due") }
                try await store.markPublished(
                    runs.map { RunReference(taskID: $0.taskID, runID: $0.runID) }, now: now)
                let events = runs.map { run in
                    let result = RunResult(outcome: .succeeded, startedAt: now, finishedAt: now)
                    return RunReport.finished(
                        RunFinished(runID: run.runID, taskID: run.taskID, attempt: run.attempt, result: result))
                }
                _ = try await store.apply(events, now: now)
                finished += runs.count
            }
            let rate = Double(count) / (ContinuousClock.now - start).seconds
            bench.report.add(Figure(LimitFigure.runs, rate, .perSecond))
            let after = ResourceUsage(of: ["bench": ProcessIDs.own])
            bench.report.add(CPUShare("SQLite alone, runs", count: count, from: before, to: after))
        }
    }
}
