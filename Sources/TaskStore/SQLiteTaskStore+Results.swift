internal import GRDB
internal import JSON
internal import Messages
internal import Recurrence
public import Scheduler
internal import TaskModel
public import Timekeeping

extension SQLiteTaskStore {
    public func apply(_ events: [RunEvent], now: Timestamp) async throws -> [RunEventResult] {
        try await transaction { [self] db in
            let names = ActionNames(db)
            return try events.map { event in
                switch event {
                case .started(let started): try apply(started, in: db)
                case .finished(let finished): try apply(finished, now: now, names: names, in: db)
                }
            }
        }
    }

    private func apply(_ event: RunStarted, in db: Database) throws -> RunEventResult {
        try db.cachedStatement(sql: Statements.startRun).execute(arguments: [
            event.startedAt.milliseconds, event.taskID.blob, event.runID.blob,
        ])
        return db.changesCount == 1 ? .noted : .stale
    }

    /// The run id is the fence: a result for a run that has one already, or that is gone, changes nothing.
    private func apply(
        _ event: RunFinished, now: Timestamp, names: ActionNames, in db: Database
    ) throws -> RunEventResult {
        let taskID = event.taskID.blob
        let runID = event.runID.blob
        let found = try Row.fetchOne(
            db.cachedStatement(sql: Statements.runWithTask), arguments: [taskID, runID])
        guard let row = found, RunState(rawValue: row[3]) == .queued else { return .stale }
        let action = try names.name(of: row[0])
        guard let status = (row[4] as Int?).flatMap(TaskStatus.init(rawValue:)) else {
            try db.cachedStatement(sql: Statements.deleteQueuedRun).execute(arguments: [taskID, runID])
            return .orphaned(action: action)
        }
        let progress = TaskProgress(status: status, runAt: row.timestamp(5), dueAt: nil, attempt: row[6])
        var random = random
        let (run, task) = progress.finished(
            with: event.result, retry: try RetryPolicy(text: row[10]), rule: try row.rule(), now: now, using: &random)
        let result = event.result
        try db.cachedStatement(sql: Statements.finishRun).execute(arguments: [
            run.rawValue, result.startedAt?.milliseconds, (result.finishedAt ?? now).milliseconds, result.error?.code,
            result.error?.message, result.output?.data, taskID, runID,
        ])
        let error: RunError? = run == .succeeded ? nil : result.error ?? .unexplained
        try db.cachedStatement(sql: Statements.finishTask).execute(arguments: [
            task.status.rawValue, task.runAt.milliseconds, task.dueAt?.milliseconds, task.attempt, error?.code,
            error?.message, now.milliseconds, taskID,
        ])
        return .finished(action: action, state: run, nextDue: task.dueAt)
    }
}

/// The names of actions by their numbers, read once a transaction.
private final class ActionNames {
    private let db: Database
    private var known: [Int64: ActionName] = [:]

    init(_ db: Database) {
        self.db = db
    }

    func name(of id: Int64) throws -> ActionName {
        if let name = known[id] { return name }
        let row = try Row.fetchOne(db.cachedStatement(sql: Statements.actionName), arguments: [id])
        guard let row else { throw DatabaseError(message: "the action \(id) has no row") }
        let name = try row.action(0)
        known[id] = name
        return name
    }
}

extension RunError {
    /// For an executor that gave no reason.
    fileprivate static let unexplained = RunError(code: "unknown", message: "the executor gave no reason")
}

extension Row {
    /// The recurrence in ``Statements/runWithTask``.
    fileprivate func rule() throws -> Recurrence? {
        guard let text = self[8] as String? else { return nil }
        guard let frequency = Recurrence.Frequency(rawValue: text) else {
            throw DatabaseError(message: "a stored recurrence is unknown: \(text)")
        }
        let zone = try zone(9)
        if let localAnchor = localAnchor(11) { return Recurrence(frequency, localAnchor: localAnchor, zone: zone) }
        return Recurrence(frequency, anchor: timestamp(7), zone: zone)
    }
}
