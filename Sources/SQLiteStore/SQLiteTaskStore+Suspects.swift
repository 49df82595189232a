internal import GRDB
internal import JSON
internal import Messages
public import Scheduler
public import TaskModel
public import Timekeeping

/// Runs that were under way when their consumers died.
extension SQLiteTaskStore {
    public func claimSuspects(
        of action: ActionName, below: Int, limit: Int, now: Timestamp
    ) async throws -> SuspectClaim {
        try await transaction(at: now) { [self] db in
            var claim = SuspectClaim()
            guard let actionID = try actions.existingID(of: action, in: db) else { return claim }
            let rows = try Row.fetchAll(
                db.cachedStatement(sql: Statements.suspects), arguments: [actionID, below, limit])
            let (ofRun, ofTask) = (Statements.dueRunColumns.runs, Statements.dueRunColumns.tasks)
            for row in rows {
                let id = try row.id(ofRun[.runID], RunID.self)
                let task = try TaskIdentity(row, ofTask, action: action)
                let taskID = task.id
                let attempt = Attempt(row, ofRun)
                guard var progress = try progress(of: taskID, in: db) else { continue }
                let definition = try TaskDefinition(rulesIn: row, ofTask)
                // It has begun: that its task has expired meanwhile does not end it.
                progress.claimSuspect(attempt)
                try db.cachedStatement(sql: Statements.queueRun).execute(arguments: [
                    now.milliseconds, LateReason.suspect.rawValue, taskID.blob, id.blob,
                ])
                try progress.save(taskID, now: now, in: db)
                journal.record(
                    TaskEvent(
                        .runQueued, task,
                        run: TaskEvent.Run(id: id, scheduledFor: attempt.scheduledFor, attempt: attempt.number)))
                claim.returns[id] = row[ofRun[.suspicion]]
                claim.runs.append(
                    RunRequest(
                        runID: id, taskID: taskID, action: action,
                        payload: try row.json(ofTask[.payload]) ?? RawJSON("null"),
                        scheduledFor: attempt.scheduledFor, attempt: attempt.number,
                        maxAttempts: definition.retry.maxAttempts, timeoutSeconds: definition.timeoutSeconds,
                        isSuspect: true))
            }
            claim.areMore = try Self.hasSuspects(actionID, in: db)
            return claim
        }
    }

    /// Whether suspects of an action wait that are not held by a pause.
    static func hasSuspects(_ actionID: Int64, in db: Database) throws -> Bool {
        try Row.fetchOne(db.cachedStatement(sql: Statements.suspects), arguments: [actionID, Int.max, 1]) != nil
    }

    /// The broker gave a run up since its consumers died of it, or of another that they had with it.
    ///
    /// Another run takes its place, so that whatever else comes of this one changes nothing, and waits until it can be
    /// tried alone. One that was alone is to blame.
    func apply(
        _ event: RunCrash, now: Timestamp, names: ActionNames, in db: Database
    ) throws -> RunReportResult {
        guard let row = try RunRow.find(event.taskID, event.runID, calendars, in: db), row.state == .queued,
            row.attempt.number == event.attempt
        else { return .stale }
        if row.cancelledAt != nil { return .ended(try endCancelled(row, now: now, names, in: db)) }
        guard !event.wasAlone, var progress = row.task?.progress else {
            let result = RunResult(outcome: .rejected, finishedAt: now, error: .executorCrashed)
            return .ended(try end(row, with: result, now: now, names, in: db))
        }
        let result = RunResult(outcome: .failed, finishedAt: now, error: event.error)
        try finish(row.id, row.taskID, .lost, result, now: now, in: db)
        progress.putBack(dueAt: now)
        try NewRun(
            id: newRunID(now), taskID: row.taskID, actionID: row.actionID, attempt: row.attempt, state: .waiting,
            losses: row.losses, waited: true, isBackfill: row.isBackfill,
            suspicion: row.suspicion + 1
        ).insert(in: db)
        try progress.save(row.taskID, now: now, in: db)
        let action = try names.name(of: row.actionID)
        if let task = row.identity(action) {
            journal.record(TaskEvent(.runFinished, task, run: row.told(.lost, event.error), nextAt: now))
        }
        return .ended(RunEnd(runID: row.id, action: action, state: .lost, waited: row.waited, isSuspect: true))
    }
}

extension RunError {
    fileprivate static let executorCrashed = RunError(
        code: "executor_crashed",
        message: "it was handed out alone, and its consumers died again and again without a result: mend what it does "
            + "to them, and redrive it")
}
