internal import GRDB
public import Scheduler
public import TaskModel
public import Timekeeping

extension SQLiteTaskStore {
    /// How many tasks are looked at in one transaction when the clock was set back.
    private static let tasksPerReset = 500

    /// What the table tells of a time that is still to come: the clock was ahead when it was written.
    private struct Ahead {
        /// Of each task the last occurrence that has begun, or when it was made.
        var last: [TaskID: Timestamp] = [:]
        /// Runs that wait, with how long they were to wait when they were made.
        var waiting: [TaskID: [(run: RunID, delay: Duration)]] = [:]
    }

    public func clockWentBack(now: Timestamp) async throws -> [ActionName: DueTimes] {
        let ahead = try await read { db in try Self.ahead(of: now, in: db) }
        let ids = Set(ahead.last.keys).union(ahead.waiting.keys).sorted()
        var due: [ActionName: DueTimes] = [:]
        for start in stride(from: 0, to: ids.count, by: Self.tasksPerReset) {
            let some = Array(ids[start..<min(ids.count, start + Self.tasksPerReset)])
            let changed = try await transaction { [self] db in
                try some.compactMap { try reset($0, ahead, now: now, in: db) }
            }
            for (action, next) in changed { _ = due[action, default: .none].merge(next) }
        }
        return due
    }

    /// Ids begin with the time of their making, so what was made by a clock that was ahead is found by them.
    private static func ahead(of now: Timestamp, in db: Database) throws -> Ahead {
        var ahead = Ahead()
        let bound = UInt64(clamping: now.milliseconds + 1) << 16
        let (ofTask, ofRun) = (Statements.tasksMadeAfterColumns, Statements.runsMadeAfterColumns)
        let tasks = try Row.fetchCursor(
            db.cachedStatement(sql: Statements.tasksMadeAfter), arguments: [TaskID(high: bound, low: 0).blob])
        while let row = try tasks.next() {
            // One that the client gave a time to begin at keeps it.
            let task = try TaskDefinition(rulesIn: row, ofTask)
            if !task.isAnchored { ahead.last[task.id] = row.timestamp(ofTask[.createdAt]) }
        }
        let runs = try Row.fetchCursor(
            db.cachedStatement(sql: Statements.runsMadeAfter), arguments: [RunID(high: bound, low: 0).blob])
        while let row = try runs.next() {
            let (run, task) = (try row.id(ofRun[.runID], RunID.self), try row.id(ofRun[.taskID], TaskID.self))
            ahead.last[task] = max(ahead.last[task] ?? .earliest, row.timestamp(ofRun[.scheduledFor]))
            let isWaiting = row[ofRun[.state]] == RunState.waiting.rawValue
            if isWaiting, let dueAt = row.optionalTimestamp(ofRun[.dueAt]), dueAt > now {
                let delay = max(0, dueAt.milliseconds - Int64(run.high >> 16))
                ahead.waiting[task, default: []].append((run, .milliseconds(delay)))
            }
        }
        return ahead
    }

    /// - Returns: when the task is due; `nil` if it stays as it is.
    private func reset(
        _ id: TaskID, _ ahead: Ahead, now: Timestamp, in db: Database
    ) throws -> (ActionName, DueTimes)? {
        guard let row = try Row.fetchOne(db.cachedStatement(sql: Statements.task), arguments: [id.blob]) else {
            return nil
        }
        let stored = try StoredTask(row)
        var progress = stored.progress
        var rules = try StoredTask.rules(row, calendars, in: db)
        if let last = ahead.last[id], progress.clockWentBack(&rules, last: last, now: now) {
            try rules.saveSince(id, in: db)
        }
        if let waiting = ahead.waiting[id], !progress.isPaused {
            for (run, delay) in waiting {
                let dueAt = now + delay
                try db.cachedStatement(sql: Statements.hurryRun)
                    .execute(arguments: [dueAt.milliseconds, id.blob, run.blob])
                progress.wait(until: dueAt)
            }
        }
        guard progress != stored.progress else { return nil }
        try progress.save(id, now: now, in: db)
        guard !progress.isPaused else { return nil }
        return (stored.definition.action, DueTimes(fresh: progress.dueAt, waiting: progress.retryAt))
    }
}
