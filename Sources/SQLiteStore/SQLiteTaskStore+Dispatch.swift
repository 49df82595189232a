internal import Foundation
internal import GRDB
internal import JSON
public import Messages
public import Scheduler
public import TaskModel
public import Timekeeping

extension SQLiteTaskStore {
    public func backlog() async throws -> [ActionBacklog] {
        try await read { db in
            try Row.fetchAll(db, sql: Statements.actionNames).map { row in
                let id: Int64 = row["id"]
                return ActionBacklog(
                    action: try row.action("name"), nextDue: try Self.nextDue(of: id, db),
                    partitions: try Self.partitions(of: id, in: db), outstanding: try Self.outstanding(of: id, in: db),
                    hasSuspects: try Self.hasSuspects(id, in: db))
            }
        }
    }

    public func markPublished(_ runs: [RunReference], now: Timestamp) async throws {
        try await transaction { db in
            let mark = try db.cachedStatement(sql: Statements.markPublished)
            for run in runs {
                try mark.execute(arguments: [now.milliseconds, run.taskID.blob, run.runID.blob])
            }
        }
    }

    public func withdraw(_ runs: [RunReference], now: Timestamp) async throws -> [RunEnd] {
        try await transaction(at: now) { [self] db in
            let names = ActionNames(db)
            return try runs.compactMap { run in
                // It has a result after all, or is gone: whoever ended it has told so.
                guard let row = try RunRow.find(run.taskID, run.runID, calendars, in: db), row.state == .queued else {
                    return nil
                }
                let action = try names.name(of: row.actionID)
                guard var progress = row.task?.progress else {
                    try deleteQueuedRun(run, in: db)
                    return RunEnd(runID: run.runID, action: action, state: nil, waited: row.waited)
                }
                if row.cancelledAt != nil { return try endCancelled(row, now: now, names, in: db) }
                let dueAt = row.dueAt ?? row.attempt.scheduledFor
                progress.putBack(dueAt: dueAt)
                try db.cachedStatement(sql: Statements.putRunBack)
                    .execute(arguments: [progress.isPaused, run.taskID.blob, run.runID.blob])
                try progress.save(run.taskID, now: now, in: db)
                if !row.waited, let task = row.identity(action) {
                    journal.record(TaskEvent(.runWaiting, task, run: row.told()))
                }
                return RunEnd(
                    runID: run.runID, action: action, state: .waiting, waited: row.waited,
                    nextDue: DueTimes(waiting: progress.isPaused ? nil : dueAt))
            }
        }
    }

    func deleteQueuedRun(_ run: RunReference, in db: Database) throws {
        try db.cachedStatement(sql: Statements.deleteQueuedRun).execute(arguments: [run.taskID.blob, run.runID.blob])
    }

    public func unpublishedRuns(of action: ActionName, after: RunID?, limit: Int) async throws -> [RunRequest] {
        try await read { [self] db in
            guard let actionID = try actions.existingID(of: action, in: db) else { return [] }
            let after = after ?? RunID(high: 0, low: 0)
            let cursor = try Row.fetchCursor(
                db.cachedStatement(sql: Statements.unpublished), arguments: [actionID, after.blob, limit])
            let (ofRun, ofTask) = (Statements.unpublishedColumns.runs, Statements.unpublishedColumns.tasks)
            var runs: [RunRequest] = []
            var room = Self.maximumClaimBytes
            while room > 0, let row = try cursor.next() {
                let task = try TaskDefinition(rulesIn: row, ofTask)
                let attempt = Attempt(row, ofRun)
                let run = RunRequest(
                    runID: try row.id(ofRun[.runID], RunID.self), taskID: task.id, action: action,
                    payload: try row.json(ofTask[.payload]) ?? RawJSON("null"), scheduledFor: attempt.scheduledFor,
                    attempt: attempt.number, maxAttempts: task.retry.maxAttempts, timeoutSeconds: task.timeoutSeconds,
                    isSuspect: row[ofRun[.suspicion]] > 0 || row.endedExecutor(ofTask))
                room -= run.payload.bytes.count
                runs.append(run)
            }
            return runs
        }
    }

    static func nextDue(of actionID: Int64, in partition: LimitPartition = .common, _ db: Database) throws -> DueTimes {
        DueTimes(
            fresh: try firstTime(Statements.nextDue, actionID, partition, in: db),
            waiting: try firstTime(Statements.nextWaiting, actionID, partition, in: db))
    }

    /// The index has a part for each priority.
    private static func firstTime(
        _ sql: String, _ actionID: Int64, _ partition: LimitPartition, in db: Database
    ) throws -> Timestamp? {
        try TaskPriority.descending.compactMap { priority in
            try Int64.fetchOne(db.cachedStatement(sql: sql), arguments: [actionID, partition.text, priority.rawValue])
        }.min().map(Timestamp.init(milliseconds:))
    }

    /// The partitions besides the common one in which something waits.
    private static func partitions(of actionID: Int64, in db: Database) throws -> [LimitPartition: DueTimes] {
        var partitions: [LimitPartition: DueTimes] = [:]
        for sql in [Statements.nextLane, Statements.nextWaitingLane] {
            var last = ""
            while let text = try String.fetchOne(db.cachedStatement(sql: sql), arguments: [actionID, last]) {
                last = text
                guard let partition = LimitPartition(text: text) else {
                    throw DatabaseError(message: "a stored partition is bad: \(text)")
                }
                if partitions[partition] == nil { partitions[partition] = try nextDue(of: actionID, in: partition, db) }
            }
        }
        return partitions
    }

    /// How many runs of an action have no result.
    private static func outstanding(of actionID: Int64, in db: Database) throws -> OutstandingRuns {
        let row = try Row.fetchOne(db.cachedStatement(sql: Statements.outstanding), arguments: [actionID])
        return row.map { OutstandingRuns(total: $0["total"], waited: $0["waited"]) } ?? OutstandingRuns()
    }
}

extension RawJSON {
    /// How a JSON text is stored.
    var data: Data { Data(bytes) }
}
