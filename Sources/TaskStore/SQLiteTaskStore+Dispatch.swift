internal import Foundation
internal import GRDB
internal import JSON
public import Messages
public import Scheduler
public import TaskModel
public import Timekeeping

extension SQLiteTaskStore {
    public func backlog() async throws -> [ActionBacklog] {
        try await database.read { db in
            try Row.fetchAll(db, sql: Statements.actionNames).map { row in
                let id: Int64 = row[0]
                return ActionBacklog(
                    action: try row.action(1), nextDue: try Self.nextDue(of: id, in: db),
                    outstanding: try Int.fetchOne(
                        db.cachedStatement(sql: Statements.outstanding), arguments: [id]) ?? 0)
            }
        }
    }

    public func claim(_ plan: [ClaimPlan], now: Timestamp) async throws -> [Claim] {
        try await transaction { [self] db in
            var room = Self.maximumClaimBytes
            return try plan.map { entry in
                let actionID = try actions.id(of: entry.action, in: db)
                let runs = try dueRuns(entry, actionID: actionID, room: &room, now: now, in: db)
                let insert = try db.cachedStatement(sql: Statements.insertRun)
                let claim = try db.cachedStatement(sql: Statements.claimTask)
                for run in runs {
                    let taskID = run.taskID.blob
                    try insert.execute(arguments: [
                        taskID, run.runID.blob, actionID, run.scheduledFor.milliseconds, run.attempt,
                        RunState.queued.rawValue, now.milliseconds,
                    ])
                    try claim.execute(arguments: [TaskStatus.running.rawValue, now.milliseconds, taskID])
                }
                return Claim(action: entry.action, runs: runs, nextDue: try Self.nextDue(of: actionID, in: db))
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

    public func withdraw(_ runs: [RunReference], now: Timestamp) async throws {
        try await transaction { db in
            let delete = try db.cachedStatement(sql: Statements.deleteQueuedRun)
            let giveBack = try db.cachedStatement(sql: Statements.returnTask)
            for run in runs {
                let taskID = run.taskID.blob
                try delete.execute(arguments: [taskID, run.runID.blob])
                // Nothing was deleted where the task is gone, or the run has a result after all.
                guard db.changesCount == 1 else { continue }
                try giveBack.execute(arguments: [TaskStatus.scheduled.rawValue, now.milliseconds, taskID])
            }
        }
    }

    public func unpublishedRuns(of action: ActionName, after: RunID?, limit: Int) async throws -> [RunRequest] {
        try await database.read { [self] db in
            guard let actionID = try actions.existingID(of: action, in: db) else { return [] }
            let after = after ?? RunID(high: 0, low: 0)
            let cursor = try Row.fetchCursor(
                db.cachedStatement(sql: Statements.unpublished), arguments: [actionID, after.blob, limit])
            var runs: [RunRequest] = []
            var room = Self.maximumClaimBytes
            while room > 0, let row = try cursor.next() {
                let run = RunRequest(
                    runID: try row.id(0, RunID.self), taskID: try row.id(1, TaskID.self), action: action,
                    payload: try row.json(6) ?? RawJSON("null"), scheduledFor: row.timestamp(2), attempt: row[3],
                    maxAttempts: try RetryPolicy(text: row[5]).maxAttempts, timeoutSeconds: row[4])
                room -= run.payload.bytes.count
                runs.append(run)
            }
            return runs
        }
    }

    /// The runs that the due tasks of an action become. They end early where their payloads fill `room`.
    private func dueRuns(
        _ plan: ClaimPlan, actionID: Int64, room: inout Int, now: Timestamp, in db: Database
    ) throws -> [RunRequest] {
        var random = random
        let cursor = try Row.fetchCursor(
            db.cachedStatement(sql: Statements.due), arguments: [actionID, plan.horizon.milliseconds, plan.limit])
        var runs: [RunRequest] = []
        while room > 0, let row = try cursor.next() {
            let run = RunRequest(
                runID: RunID(milliseconds: now.milliseconds, using: &random), taskID: try row.id(0, TaskID.self),
                action: plan.action, payload: try row.json(5) ?? RawJSON("null"), scheduledFor: row.timestamp(1),
                attempt: row[2], maxAttempts: try RetryPolicy(text: row[4]).maxAttempts, timeoutSeconds: row[3])
            room -= run.payload.bytes.count
            runs.append(run)
        }
        return runs
    }

    static func nextDue(of actionID: Int64, in db: Database) throws -> Timestamp? {
        try Int64.fetchOne(db.cachedStatement(sql: Statements.nextDue), arguments: [actionID])
            .map(Timestamp.init(milliseconds:))
    }
}

extension RawJSON {
    /// How a JSON text is stored.
    var data: Data { Data(bytes) }
}
