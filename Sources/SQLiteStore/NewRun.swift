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
        try db.cachedStatement(sql: Statements.insertRun)
            .execute(arguments: StatementArguments(RunColumn.inserted.map(value) + [taskID.blob]))
    }

    private func value(_ column: RunColumn) -> (any DatabaseValueConvertible)? {
        switch column {
        case .taskID: taskID.blob
        case .runID: id.blob
        case .actionID: actionID
        case .scheduledFor: attempt.scheduledFor.milliseconds
        case .attempt: attempt.number
        case .state: state.rawValue
        case .beganAt: attempt.beganAt.milliseconds
        case .dueAt: dueAt?.milliseconds
        case .queuedAt: queuedAt?.milliseconds
        case .finishedAt: finishedAt?.milliseconds
        case .losses: losses
        case .waited: waited
        case .lateReason: lateReason?.rawValue
        case .errorCode: error?.code
        case .errorMessage: error?.message
        case .output: output?.data
        case .suspicion: suspicion
        case .backfill: isBackfill
        default: nil
        }
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
