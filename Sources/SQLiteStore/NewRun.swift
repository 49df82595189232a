internal import Foundation
internal import GRDB
internal import JSON
internal import TaskModel
internal import Timekeeping

/// A row to be added to the runs.
struct NewRun {
    var id: RunID
    var taskID: TaskID
    var actionID: Int64
    var attempt: Attempt
    var state: RunState
    var dueAt: Timestamp?
    var queuedAt: Timestamp?
    var finishedAt: Timestamp?
    var losses = 0
    /// Whether it is claimed as one that waited.
    var waited = false
    var lateReason: LateReason?
    var error: RunError?
    var output: RawJSON?
    /// Whether it is of a past occurrence that a backfill runs.
    var isBackfill = false
    /// How often runs in its place came back since their consumers died.
    var suspicion = 0

    /// Adds it; one with the same id stays as it is.
    func insert(in db: Database) throws {
        try db.cachedStatement(sql: Statements.insertRun).execute(arguments: [
            taskID.blob, id.blob, actionID, attempt.scheduledFor.milliseconds, attempt.number, state.rawValue,
            attempt.beganAt.milliseconds, dueAt?.milliseconds, queuedAt?.milliseconds, finishedAt?.milliseconds,
            losses, waited, lateReason?.rawValue, error?.code, error?.message, output?.data, suspicion,
            isBackfill,
        ])
    }

    /// The record of occurrences that do not run.
    static func skipped(
        _ skipped: SkippedOccurrences, id: RunID, taskID: TaskID, actionID: Int64, now: Timestamp
    ) -> NewRun {
        NewRun(
            id: id, taskID: taskID, actionID: actionID,
            attempt: Attempt(scheduledFor: skipped.first, number: 1, beganAt: now), state: .skipped, finishedAt: now,
            error: skipped.error)
    }
}
