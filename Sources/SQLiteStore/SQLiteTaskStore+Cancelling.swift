internal import GRDB
public import Messages
internal import Scheduler
public import TaskModel
internal import Timekeeping

extension SQLiteTaskStore {
    /// Ends what waits, and has whoever performs the rest told to stop. What is under way stays so until its result comes.
    func cancel(_ id: TaskID, now: Timestamp, in db: Database) throws -> TaskChangeResult {
        guard let task = try identity(of: id, in: db), let progress = try progress(of: id, in: db) else {
            return TaskChangeResult(.notFound)
        }
        let endsBackfill = try endBackfill(of: id, .cancelled, in: db)
        guard progress.isLive else {
            return endsBackfill ? TaskChangeResult(.cancelling([])) : TaskChangeResult(.conflict(.ended))
        }
        let open = try Row.fetchAll(db.cachedStatement(sql: Statements.openRuns), arguments: [id.blob])
            .map { try $0.id("run_id", RunID.self) }
        var result = TaskChangeResult(.cancelling([]), action: task.action)
        for runID in open {
            // Each read in its turn: a run before it may have changed the task.
            guard let run = try RunRow.find(id, runID, calendars, in: db) else { continue }
            if run.state == .queued {
                try db.cachedStatement(sql: Statements.cancelRun).execute(arguments: [
                    now.milliseconds, id.blob, runID.blob,
                ])
                result.cancellations.append(RunCancellation(runID: runID, taskID: id, action: task.action))
                journal.record(TaskEvent(.runCancelling, task, run: run.told()))
            } else {
                result.nextDue = try cancelWaiting(run, of: task, now: now, in: db)
            }
        }
        if progress.dueAt != nil {
            if let next = try cancelOccurrence(of: task, now: now, in: db) {
                result.nextDue = next
            } else if open.isEmpty, !endsBackfill {
                return TaskChangeResult(.conflict(.nothingToCancel))
            }
        }
        result.answer = .cancelling(result.cancellations.map(\.runID))
        return result
    }

    /// - Returns: what of the task is due next.
    private func cancelWaiting(
        _ row: RunRow, of task: TaskIdentity, now: Timestamp, in db: Database
    ) throws -> DueTimes {
        guard let owner = row.task else { return .none }
        var progress = owner.progress
        let end = progress.cancelWaiting(row.attempt, owner.rules, now: now)
        let result = RunResult(outcome: .rejected, finishedAt: now, error: .cancelled)
        try finish(row.id, task.id, end.state, result, now: now, in: db)
        try setError(.cancelled, of: task.id, in: db)
        try progress.save(task.id, now: now, in: db)
        let nextDue = DueTimes(fresh: progress.isPaused ? nil : progress.dueAt)
        journal.record(
            TaskEvent(.runFinished, task, run: row.told(end.state, .cancelled), nextAt: nextDue.earliest))
        try record(end.skipped, of: task, row.actionID, now: now, in: db)
        recordTaskEnd(of: task, progress)
        return nextDue
    }

    /// Ends a task that happens once and has not begun: its one run is recorded as cancelled.
    ///
    /// - Returns: nil where the task recurs: its schedule goes on.
    private func cancelOccurrence(of task: TaskIdentity, now: Timestamp, in db: Database) throws -> DueTimes? {
        guard let row = try Row.fetchOne(db.cachedStatement(sql: Statements.task), arguments: [task.id.blob]) else {
            return nil
        }
        let stored = try StoredTask(row)
        guard stored.definition.recurrence == nil else { return nil }
        var progress = stored.progress
        let run = NewRun(
            id: newRunID(now), taskID: task.id, actionID: try actions.id(of: task.action, in: db),
            attempt: Attempt(scheduledFor: progress.runAt, number: 1, beganAt: now), state: .cancelled,
            finishedAt: now, error: .cancelled)
        try run.insert(in: db)
        progress.cancelOccurrence()
        try setError(.cancelled, of: task.id, in: db)
        try progress.save(task.id, now: now, in: db)
        journal.record(
            TaskEvent(
                .runFinished, task,
                run: .init(
                    id: run.id, scheduledFor: run.attempt.scheduledFor, attempt: 1, state: .cancelled,
                    error: .cancelled)))
        recordTaskEnd(of: task, progress)
        return DueTimes.none
    }

    /// Ends a queued run that is to be stopped, and that nobody has.
    func endCancelled(_ row: RunRow, now: Timestamp, _ names: ActionNames, in db: Database) throws -> RunEnd {
        let result = RunResult(outcome: .rejected, finishedAt: now, error: .cancelled)
        return try end(row, with: result, now: now, names, in: db)
    }

    public func cancellations(after: RunID?, limit: Int) async throws -> [RunCancellation] {
        try await read { db in
            try Row.fetchAll(
                db.cachedStatement(sql: Statements.cancelling),
                arguments: [(after ?? RunID(high: 0, low: 0)).blob, limit]
            ).map { row in
                RunCancellation(
                    runID: try row.id("run_id", RunID.self), taskID: try row.id("task_id", TaskID.self),
                    action: try row.action("name"))
            }
        }
    }
}

extension RunError {
    static let cancelled = RunError(code: "cancelled", message: "it was cancelled before it was done")
}
