internal import GRDB
internal import JSON
public import Messages
public import Scheduler
public import TaskModel
public import Timekeeping

extension SQLiteTaskStore {
    /// How many dead runs are looked at for one page, so that a filter that few match costs no more than one that many
    /// do.
    static let deadRunsPerPage = 5000

    public func deadRuns(matching query: DeadQuery) async throws -> DeadPage {
        try await read { db in try Self.deadRuns(matching: query, in: db) }
    }

    private static func deadRuns(matching query: DeadQuery, in db: Database) throws -> DeadPage {
        let filter = query.filter
        let latest = DeadCursor(diedAt: filter.to ?? .latest, runID: RunID(high: 0, low: 0))
        var start = query.after ?? latest
        if let to = filter.to, start.diedAt > to { start = latest }
        let cursor = try Row.fetchCursor(
            db.cachedStatement(sql: Statements.deadRuns),
            arguments: [
                start.diedAt.milliseconds, start.runID.blob, (filter.from ?? .earliest).milliseconds,
                deadRunsPerPage + 1,
            ])
        var page = DeadPage(runs: [], next: nil)
        var last: DeadCursor?
        var looked = 0
        var bytes = 0
        while let row = try cursor.next() {
            if page.runs.count == query.limit || looked == deadRunsPerPage || bytes > TaskQuery.maximumPageBytes {
                page.next = last
                break
            }
            looked += 1
            let run = try StoredRun(row, Statements.deadRunColumns.runs)
            last = DeadCursor(diedAt: run.finishedAt ?? .earliest, runID: run.id)
            let action = try row.action(Statements.deadRunColumns.actions[.name])
            guard filter.action.map({ $0 == action }) ?? true,
                filter.errorCode.map({ $0 == run.error?.code }) ?? true,
                try filter.groups.map({ try isTask(run.taskID, of: $0, in: db) }) ?? true
            else { continue }
            bytes += (run.output?.bytes.count ?? 0) + 512
            page.runs.append(DeadRun(run: run, action: action))
        }
        return page
    }

    public func changeDead(
        _ query: DeadQuery, to change: DeadChange, now: Timestamp
    ) async throws -> (answer: BulkAnswer, results: [TaskChangeResult]) {
        try await transaction(at: now) { [self] db in try changeDead(query, to: change, now: now, in: db) }
    }

    func changeDead(
        _ query: DeadQuery, to change: DeadChange, now: Timestamp, in db: Database
    ) throws -> (answer: BulkAnswer, results: [TaskChangeResult]) {
        let page = try Self.deadRuns(matching: query, in: db)
        var answer = BulkAnswer(changed: 0, refused: 0, next: page.next?.text)
        let results = try page.runs.map { dead in
            let result = try changeDead(dead.run.id, to: change, now: now, in: db)
            if case .conflict = result.answer { answer.refused += 1 } else { answer.changed += 1 }
            return result
        }
        return (answer, results)
    }

    func changeDead(
        _ id: RunID, to change: DeadChange, now: Timestamp, in db: Database
    ) throws -> TaskChangeResult {
        let found = try Row.fetchOne(db.cachedStatement(sql: Statements.runState), arguments: [id.blob])
        guard let found else { return TaskChangeResult(.notFound) }
        let taskID = try found.id("task_id", TaskID.self)
        guard found["state"] == RunState.dead.rawValue else { return TaskChangeResult(.conflict(.notDead)) }
        switch change {
        case .discard:
            try setState(.discarded, of: id, taskID, in: db)
            if let row = try RunRow.find(taskID, id, calendars, in: db), let task = try identity(of: taskID, in: db) {
                journal.record(TaskEvent(.runDiscarded, task, run: row.told()))
            }
            return TaskChangeResult(.done)
        case .redrive: return try redrive(id, of: taskID, now: now, in: db)
        }
    }

    /// Another run takes the place of the dead one: it has attempts of its own, and the same idempotency key, which comes
    /// from the task and the occurrence.
    private func redrive(_ id: RunID, of taskID: TaskID, now: Timestamp, in db: Database) throws -> TaskChangeResult {
        guard let row = try RunRow.find(taskID, id, calendars, in: db),
            let task = try Row.fetchOne(db.cachedStatement(sql: Statements.task), arguments: [taskID.blob])
        else { return TaskChangeResult(.conflict(.noTask)) }
        let stored = try StoredTask(task)
        if let conflict = try revive(stored, in: db) { return TaskChangeResult(.conflict(conflict)) }
        var progress = stored.progress
        progress.redrive(dueAt: now)
        let dueAt = progress.isPaused ? nil : now
        try NewRun(
            id: newRunID(now), taskID: taskID, actionID: row.actionID,
            attempt: Attempt(scheduledFor: row.attempt.scheduledFor, number: 1, beganAt: now), state: .waiting,
            dueAt: dueAt, waited: true, isBackfill: row.isBackfill
        ).insert(in: db)
        try setState(.redriven, of: id, taskID, in: db)
        try progress.save(taskID, now: now, in: db)
        journal.record(TaskEvent(.runRedriven, stored.definition.identity, run: row.told(), nextAt: dueAt))
        return TaskChangeResult(
            .redriven(taskID), action: stored.definition.action, nextDue: DueTimes(waiting: dueAt))
    }

    private func setState(_ state: RunState, of id: RunID, _ taskID: TaskID, in db: Database) throws {
        try db.cachedStatement(sql: Statements.setRunState)
            .execute(arguments: [state.rawValue, taskID.blob, id.blob])
    }
}
