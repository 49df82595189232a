internal import GRDB
public import Scheduler
internal import Synchronization
public import TaskModel
public import Timekeeping

extension SQLiteTaskStore {
    public func outstandingRuns(
        of action: ActionName, publishedBefore: Timestamp
    ) async throws -> [OutstandingRun] {
        try await read { [self] db in
            guard let actionID = try actions.existingID(of: action, in: db) else { return [] }
            let rows = try Row.fetchAll(
                db.cachedStatement(sql: Statements.published), arguments: [actionID, publishedBefore.milliseconds])
            let runs = try rows.map { row in
                let (ofRun, ofTask) = (Statements.publishedColumns.runs, Statements.publishedColumns.tasks)
                let task = row.isNull(ofTask[.id]) ? nil : try TaskDefinition(rulesIn: row, ofTask)
                return OutstandingRun(
                    reference: try RunReference(row, ofRun), publishedAt: row.timestamp(ofRun[.publishedAt]),
                    hasStarted: !row.isNull(ofRun[.startedAt]),
                    timeoutSeconds: task?.timeoutSeconds ?? TaskDefinition.timeoutRange.upperBound)
            }
            return runs.sorted { ($0.publishedAt, $0.reference.runID) < ($1.publishedAt, $1.reference.runID) }
        }
    }

    public func expire(limit: Int, now: Timestamp) async throws -> Int {
        // Asked first without writing: most of the time there is nothing.
        let isNeeded = try await read { db in
            try Row.fetchOne(db.cachedStatement(sql: Statements.expired), arguments: [now.milliseconds, 1]) != nil
        }
        guard isNeeded else { return 0 }
        return try await transaction(at: now) { [self] db in
            let rows = try Row.fetchAll(
                db.cachedStatement(sql: Statements.expired), arguments: [now.milliseconds, limit])
            let names = ActionNames(db)
            for row in rows {
                let at = Statements.expiredColumns
                var progress = try TaskProgress(row, at)
                let rules = try TaskRules(TaskDefinition(rulesIn: row, at), row, at, calendars, in: db)
                let actionID: Int64 = row[at[.actionID]]
                let task = try TaskIdentity(row, at, action: names.name(of: actionID))
                let id = task.id
                guard let skipped = progress.claimOccurrence(rules, now: now).skipped else { continue }
                try record(skipped, of: task, actionID, now: now, in: db)
                try setError(skipped.error, of: id, in: db)
                try progress.save(id, newOccurrences: 1, now: now, in: db)
                recordTaskEnd(of: task, progress)
            }
            return rows.count
        }
    }

    // MARK: - Old history

    public func prune(_ retention: Retention, limit: Int, now: Timestamp) async throws -> Bool {
        let cutoff = now - retention.age
        var step = pruning.withLock { $0 }
        let finding = step
        let found = try await read { [self] db in
            try findOld(finding, cutoff: cutoff, events: retention.events, limit: limit, in: db)
        }
        if !found.isEmpty || step.phase == .keys {
            try await transaction { db in try Self.remove(found, now: now, limit: limit, in: db) }
        }
        step.advance(past: found)
        let isDone = step.phase == .done
        let next = isDone ? PruneStep() : step
        pruning.withLock { $0 = next }
        return !isDone
    }

    private func findOld(
        _ step: PruneStep, cutoff: Timestamp, events: Int, limit: Int, in db: Database
    ) throws -> OldRows {
        var old = OldRows()
        switch step.phase {
        case .runs:
            // An id begins with the milliseconds of its making.
            let end = RunID(high: UInt64(clamping: cutoff.milliseconds) << 16, low: 0)
            let cursor = try Row.fetchCursor(
                db.cachedStatement(sql: Statements.oldRuns), arguments: [step.afterRun.blob, end.blob, limit])
            while let row = try cursor.next() {
                old.looked += 1
                let run = try RunReference(row, Statements.oldRunColumns)
                old.lastRun = run.runID
                guard let state = RunState(rawValue: row[Statements.oldRunColumns[.state]]), !state.isOpen else {
                    continue
                }
                old.runs.append(run)
            }
        case .tasks(let status):
            let cursor = try Row.fetchCursor(
                db.cachedStatement(sql: Statements.endedTasks),
                arguments: [
                    status.rawValue, step.afterTask.runAt.milliseconds, step.afterTask.id.blob, cutoff.milliseconds,
                    limit,
                ])
            while let row = try cursor.next() {
                old.looked += 1
                let id = try row.id("id", TaskID.self)
                old.lastTask = TaskCursor(runAt: row.timestamp("run_at"), id: id)
                if row.timestamp("updated_at") < cutoff { old.tasks.append(id) }
            }
        case .events:
            try old.findEvents(until: EventJournal.last(in: db) - Int64(events), limit: limit, in: db)
            return old
        case .keys, .done: break
        }
        old.isFull = old.looked == limit
        return old
    }

    private static func remove(_ old: OldRows, now: Timestamp, limit: Int, in db: Database) throws {
        let newest = Dictionary(grouping: old.runs, by: \.taskID).compactMapValues { $0.map(\.runID).max() }
        for (taskID, runID) in newest { try recordRemoved(through: runID, of: taskID, in: db) }
        for run in old.runs {
            try db.cachedStatement(sql: Statements.deleteRun).execute(arguments: [run.taskID.blob, run.runID.blob])
        }
        for id in old.tasks {
            try db.cachedStatement(sql: Statements.deleteTask).execute(arguments: [id.blob])
            try db.cachedStatement(sql: Statements.deleteTags).execute(arguments: [id.blob])
            try db.cachedStatement(sql: Statements.forgetUses).execute(arguments: [id.blob])
            try Self.forgetBackfills(of: id, in: db)
            try db.cachedStatement(sql: Statements.deleteRunsOfTask).execute(arguments: [id.blob])
        }
        if let last = old.lastEvents {
            try db.cachedStatement(sql: Statements.pruneEvents).execute(arguments: [last])
        }
        try db.cachedStatement(sql: Statements.pruneKeys).execute(arguments: [
            (now - IdempotencyKey.lifetime).milliseconds, limit,
        ])
    }
}

/// What one step of pruning found.
private struct OldRows: Sendable {
    var runs: [RunReference] = []
    var tasks: [TaskID] = []
    var looked = 0
    var isFull = false
    var lastRun: RunID?
    var lastTask: TaskCursor?
    /// The last row of events to be removed, with all before it.
    var lastEvents: Int64?

    var isEmpty: Bool { runs.isEmpty && tasks.isEmpty && lastEvents == nil }

    /// How many bytes of events are removed in one step.
    private static let maximumBytes = 4 * 1024 * 1024

    /// Finds the oldest rows of events.
    ///
    /// - Parameter end: the number of the last event that may go.
    mutating func findEvents(until end: Int64, limit: Int, in db: Database) throws {
        let cursor = try Row.fetchCursor(db.cachedStatement(sql: Statements.eventSizes), arguments: [limit])
        var bytes = 0
        while let row = try cursor.next() {
            let first: Int64 = row["first"]
            guard first + (row["count"] as Int64) - 1 <= end else { return }
            guard bytes < Self.maximumBytes else { break }
            lastEvents = first
            looked += 1
            bytes += row["bytes"] as Int
        }
        isFull = looked == limit || bytes >= Self.maximumBytes
    }
}

extension PruneStep {
    fileprivate mutating func advance(past old: OldRows) {
        if old.isFull {
            if let lastRun = old.lastRun { afterRun = lastRun }
            if let lastTask = old.lastTask { afterTask = lastTask }
        } else {
            nextPhase()
        }
    }
}
