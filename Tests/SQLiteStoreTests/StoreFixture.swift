import Foundation
import JSON
import Messages
import SQLiteStore
import Scheduler
import TaskModel
import Timekeeping

let start = Timestamp(milliseconds: 1_781_103_600_000)

/// Gives a store in a file of its own, which is removed afterwards.
func withStore(
    _ body: (SQLiteTaskStore, _ path: String) async throws -> Void
) async throws {
    try await withTemporaryFolder { folder in
        let path = folder + "/tasks.sqlite"
        let store = try SQLiteTaskStore(path: path, random: .seeded(1))
        try await body(store, path)
        try store.close()
    }
}

func withTemporaryFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("carillon-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder.path)
}

/// A task with a number for an id, due at `runAt`.
func task(
    _ number: UInt64, action: ActionName = "webhook", runAt: Timestamp = start, payload: RawJSON = RawJSON("{}")
) -> TaskDefinition {
    var task = TaskDefinition(
        id: TaskID(high: 0x0197_0000_0000_7000, low: 0x8000_0000_0000_0000 + number), action: action, payload: payload,
        runAt: runAt)
    task.retry = RetryPolicy(maxAttempts: 2, backoff: .fixed, initialSeconds: 5, maxSeconds: 5, jitter: .none)
    return task
}

extension TaskStore {
    func create(_ tasks: [TaskDefinition], now: Timestamp = start) async throws {
        _ = try await apply(tasks.map(TaskChange.create), now: now)
    }

    func claimAll(
        _ action: ActionName = "webhook", limit: Int = 1000, waiting: Int = 1000, now: Timestamp = start
    ) async throws -> Claim {
        try await claim([ClaimPlan(action: action, fresh: limit, waiting: waiting, horizon: now)], now: now)[0]
    }
}

extension RunReport {
    /// What an executor says of a run at its end.
    static func finished(
        _ run: RunRequest, _ outcome: RunResult.Outcome = .succeeded, error: RunError? = nil,
        at time: Timestamp = start + .seconds(1), startedAt: Timestamp? = nil
    ) -> RunReport {
        .finished(
            RunFinished(
                runID: run.runID, taskID: run.taskID, attempt: run.attempt,
                result: RunResult(
                    outcome: outcome, startedAt: startedAt ?? start, finishedAt: time,
                    output: RawJSON(#"{"status":1}"#), error: error)))
    }
}
