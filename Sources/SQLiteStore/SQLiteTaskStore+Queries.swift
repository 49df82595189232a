internal import GRDB
internal import JSON
internal import Recurrence
public import Scheduler
public import TaskModel
internal import Timekeeping

extension SQLiteTaskStore {
    public func task(_ id: TaskID) async throws -> (task: StoredTask, lastRun: StoredRun?)? {
        try await read { db in
            try Self.task(id, in: db)
        }
    }

    public func task(named name: TaskName) async throws -> (task: StoredTask, lastRun: StoredRun?)? {
        try await read { db in
            let row = try Row.fetchOne(
                db.cachedStatement(sql: Statements.liveTaskOfName), arguments: [name.rawValue])
            return try row.flatMap { try Self.task(try $0.id("id", TaskID.self), in: db) }
        }
    }

    private static func task(_ id: TaskID, in db: Database) throws -> (task: StoredTask, lastRun: StoredRun?)? {
        guard let row = try Row.fetchOne(db.cachedStatement(sql: Statements.task), arguments: [id.blob]) else {
            return nil
        }
        let task = try StoredTask(row)
        let run = try Row.fetchOne(db.cachedStatement(sql: Statements.lastRun), arguments: [id.blob])
        return (task, try run.map { try StoredRun($0, Statements.runColumns) })
    }

    public func runs(matching query: RunQuery, within groups: Set<TaskGroup>?) async throws -> RunPage? {
        try await read { db in
            let id = query.taskID.blob
            let task = try Row.fetchOne(db.cachedStatement(sql: Statements.groupOfTask), arguments: [id])
            guard let task, try groups?.contains(task.group(Statements.groupOfTaskColumns[.groupName])) ?? true else {
                return nil
            }
            let before = query.after ?? RunID(high: .max, low: .max)
            let cursor = try Row.fetchCursor(
                db.cachedStatement(sql: Statements.runsOfTask), arguments: [id, before.blob, query.limit + 1])
            var page = RunPage(runs: [], next: nil)
            var bytes = 0
            while let row = try cursor.next() {
                if page.runs.count == query.limit || bytes > TaskQuery.maximumPageBytes {
                    page.next = page.runs.last?.id
                    break
                }
                let run = try StoredRun(row, Statements.runColumns)
                bytes += (run.output?.bytes.count ?? 0) + TaskListing.bytesBesidePayload
                page.runs.append(run)
            }
            return page
        }
    }
}
