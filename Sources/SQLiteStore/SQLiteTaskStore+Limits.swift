internal import GRDB
public import Scheduler
public import TaskModel
internal import Timekeeping

extension SQLiteTaskStore {
    public func limits() async throws -> [RunLimit] {
        try await read { db in
            try Row.fetchAll(db.cachedStatement(sql: Statements.limits)).map { row in
                guard let name = LimitName(row["name"]) else {
                    throw DatabaseError(message: "the name of a stored limit is bad: \(row["name"] as String)")
                }
                return RunLimit(
                    name: name, maxConcurrent: row["max_concurrent"], perSecond: row["per_second"],
                    updatedAt: row.timestamp("updated_at"))
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
                let action = try row.action("name")
                return try Row.fetchAll(
                    db.cachedStatement(sql: Statements.limitedRuns), arguments: [row["id"] as Int64]
                ).map { row in
                    let (ofRun, ofTask) = (Statements.limitedRunColumns.runs, Statements.limitedRunColumns.tasks)
                    let isWebhook = action == WebhookPayload.action
                    return LimitedRun(
                        id: try row.id(ofRun[.runID], RunID.self), taskID: try row.id(ofRun[.taskID], TaskID.self),
                        action: action, group: try row.group(ofTask[.groupName]),
                        host: isWebhook ? try row.json(ofTask[.payload]).flatMap(WebhookPayload.host) : nil,
                        isLong: !row.isNull(ofRun[.startedAt]))
                }
            }
        }
    }
}
