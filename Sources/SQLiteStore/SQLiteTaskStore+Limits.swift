internal import GRDB
public import Scheduler
public import TaskModel
internal import Timekeeping

extension SQLiteTaskStore {
    public func limits() async throws -> [RunLimit] {
        try await read { db in
            try Row.fetchAll(db.cachedStatement(sql: Statements.limits)).map { row in
                guard let name = LimitName(row[0]) else {
                    throw DatabaseError(message: "the name of a stored limit is bad: \(row[0] as String)")
                }
                return RunLimit(name: name, maxConcurrent: row[1], perSecond: row[2], updatedAt: row.timestamp(3))
            }
        }
    }

    public func putLimit(_ limit: RunLimit) async throws -> Bool {
        try await transaction { db in
            let names = try String.fetchAll(db, sql: "SELECT name FROM limits")
            guard names.count < RunLimit.maximumCount || names.contains(limit.name.text) else { return false }
            try db.cachedStatement(sql: Statements.putLimit).execute(arguments: [
                limit.name.text, limit.maxConcurrent, limit.perSecond, limit.updatedAt.milliseconds,
            ])
            return true
        }
    }

    public func deleteLimit(_ name: LimitName) async throws -> Bool {
        try await transaction { db in
            try db.cachedStatement(sql: Statements.deleteLimit).execute(arguments: [name.text])
            return db.changesCount == 1
        }
    }

    public func limitedRuns() async throws -> [LimitedRun] {
        try await read { db in
            try Row.fetchAll(db, sql: Statements.actionNames).flatMap { row in
                let action = try row.action(1)
                return try Row.fetchAll(
                    db.cachedStatement(sql: Statements.limitedRuns), arguments: [row[0] as Int64]
                ).map { row in
                    LimitedRun(
                        id: try row.id(0, RunID.self), taskID: try row.id(3, TaskID.self), action: action,
                        group: try row.group(1),
                        host: action == WebhookPayload.action ? try row.json(2).flatMap(WebhookPayload.host) : nil,
                        isLong: row[4])
                }
            }
        }
    }
}
