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
            return try row.flatMap { try Self.task(try $0.id(0, TaskID.self), in: db) }
        }
    }

    private static func task(_ id: TaskID, in db: Database) throws -> (task: StoredTask, lastRun: StoredRun?)? {
        guard let row = try Row.fetchOne(db.cachedStatement(sql: Statements.task), arguments: [id.blob]) else {
            return nil
        }
        let task = try StoredTask(row)
        let run = try Row.fetchOne(db.cachedStatement(sql: Statements.lastRun), arguments: [id.blob])
        return (task, try run.map(StoredRun.init))
    }

    public func runs(matching query: RunQuery) async throws -> RunPage? {
        try await read { db in
            let id = query.taskID.blob
            guard try Row.fetchOne(db.cachedStatement(sql: Statements.progress), arguments: [id]) != nil else {
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
                let run = try StoredRun(row)
                bytes += (run.output?.bytes.count ?? 0) + TaskStream.bytesBesidePayload
                page.runs.append(run)
            }
            return page
        }
    }

    public func tasks(matching query: TaskQuery) async throws -> TaskPage {
        try await read { db in
            let statuses = query.status.map { [$0] } ?? TaskStatus.allCases
            var streams = try statuses.map { try TaskStream(status: $0, query: query, in: db) }
            var page = TaskPage(tasks: [], next: nil)
            var bytes = 0
            // Each status is a stream in order; the page takes the smallest head until it is full.
            while let first = streams.indices.filter({ streams[$0].head != nil })
                .min(by: { streams[$0].position < streams[$1].position })
            {
                if page.tasks.count == query.limit || bytes > TaskQuery.maximumPageBytes {
                    page.next = page.tasks.last.map { TaskCursor(runAt: $0.progress.runAt, id: $0.id) }
                    break
                }
                guard let task = try streams[first].take() else { break }
                bytes += task.definition.payload.bytes.count + TaskStream.bytesBesidePayload
                page.tasks.append(task)
            }
            return page
        }
    }
}

/// The tasks of one status in the order of `run_at`, read one by one: a page that ends by its size reads no further.
private struct TaskStream {
    /// About what a task takes in a page besides its payload.
    static let bytesBesidePayload = 512

    private let cursor: RowCursor
    private(set) var head: StoredTask?

    init(status: TaskStatus, query: TaskQuery, in db: Database) throws {
        // Before any task: the smallest time and the smallest id.
        let after = query.after ?? TaskCursor(runAt: Timestamp(milliseconds: .min), id: TaskID(high: 0, low: 0))
        // Not a cached statement: several of these are open at once.
        let statement = try db.makeStatement(sql: Statements.pageOfStatus)
        cursor = try Row.fetchCursor(
            statement,
            arguments: [status.rawValue, after.runAt.milliseconds, after.id.blob, query.limit + 1])
        head = try cursor.next().map(StoredTask.init)
    }

    /// What the order is made by.
    var position: TaskPosition {
        TaskPosition(runAt: head?.progress.runAt ?? .latest, id: head?.id ?? TaskID(high: .max, low: .max))
    }

    mutating func take() throws -> StoredTask? {
        let task = head
        head = try cursor.next().map(StoredTask.init)
        return task
    }
}

private struct TaskPosition: Comparable {
    let runAt: Timestamp
    let id: TaskID

    static func < (a: TaskPosition, b: TaskPosition) -> Bool {
        (a.runAt, a.id) < (b.runAt, b.id)
    }
}
