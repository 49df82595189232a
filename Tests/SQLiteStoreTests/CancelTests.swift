import Messages
import Scheduler
import TaskModel
import Testing
import Timekeeping

@testable import SQLiteStore
@testable import Scheduler

@Suite struct CancelTests {
    private func cancel(_ store: SQLiteTaskStore, _ id: TaskID, now: Timestamp = start) async throws -> TaskChangeResult
    {
        try #require(try await store.apply([.cancel(id)], now: now).first)
    }

    @Test func whoeverHasTheRunIsTold() async throws {
        try await withStore { store, _ in
            try await store.create([task(1)])
            let run = try #require(try await store.claimAll().runs.first)
            let result = try await cancel(store, run.taskID)
            #expect(result.answer == .cancelling([run.runID]))
            let told = RunCancellation(runID: run.runID, taskID: run.taskID, action: "webhook")
            #expect(result.cancellations == [told])
            #expect(try await store.task(run.taskID)?.task.progress.status == .running)
            #expect(try await store.cancellations(after: nil, limit: 9) == [told])
            #expect(try await store.cancellations(after: run.runID, limit: 9).isEmpty)
            let error = RunError(code: "cancelled", message: "told")
            _ = try await store.apply([.finished(run, .failed, error: error)], now: start)
            let task = try #require(try await store.task(run.taskID))
            #expect(task.task.progress.status == .failed)
            #expect(task.task.error == error)
            #expect(task.lastRun?.state == .cancelled)
            #expect(try await store.cancellations(after: nil, limit: 9).isEmpty)
            #expect(try await cancel(store, run.taskID).answer == .conflict(.ended))
        }
    }

    @Test func whatHasNotBegunIsRecorded() async throws {
        try await withStore { store, _ in
            try await store.create([task(1, runAt: start + .seconds(60))])
            #expect(try await cancel(store, task(1).id).answer == .cancelling([]))
            let found = try #require(try await store.task(task(1).id))
            #expect(found.task.progress.status == .failed)
            #expect(found.task.error?.code == "cancelled")
            #expect(found.lastRun?.state == .cancelled)
            #expect(try await store.claimAll(now: start + .seconds(99)).runs.isEmpty)
            #expect(try await cancel(store, TaskID(high: 1, low: 1)).answer == .notFound)
        }
    }

    @Test func whatWaitsForAnotherAttemptEnds() async throws {
        try await withStore { store, _ in
            try await store.create([task(1)])
            let run = try #require(try await store.claimAll().runs.first)
            _ = try await store.apply([.finished(run, .failed)], now: start + .seconds(1))
            #expect(try await cancel(store, run.taskID, now: start + .seconds(2)).answer == .cancelling([]))
            let page = try #require(try await store.runs(matching: RunQuery(taskID: run.taskID)))
            #expect(page.runs.map(\.state) == [.cancelled, .failed])
            #expect(try await store.task(run.taskID)?.task.progress.status == .failed)
            #expect(try await store.claimAll(now: start + .seconds(99)).runs.isEmpty)
        }
    }

    @Test func runsThatNobodyHasEndAsCancelled() async throws {
        try await withStore { store, _ in
            try await store.create([task(1), task(2)])
            let runs = try await store.claimAll().runs
            let references = runs.map { RunReference(taskID: $0.taskID, runID: $0.runID) }
            for run in runs { _ = try await cancel(store, run.taskID) }
            let withdrawn = try await store.withdraw([references[0]], now: start)
            let lost = try await store.lose([references[1]], now: start)
            #expect((withdrawn + lost).map(\.state) == [.cancelled, .cancelled])
            for run in runs { #expect(try await store.task(run.taskID)?.task.progress.status == .failed) }
        }
    }
}
