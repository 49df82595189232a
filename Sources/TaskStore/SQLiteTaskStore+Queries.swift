internal import GRDB
internal import JSON
internal import Recurrence
public import Scheduler
public import TaskModel
internal import Timekeeping

extension SQLiteTaskStore {
    public func task(_ id: TaskID) async throws -> (task: StoredTask, lastRun: StoredRun?)? {
        try await database.read { db in
            let blob = id.blob
            guard let row = try Row.fetchOne(db.cachedStatement(sql: Statements.task), arguments: [blob]) else {
                return nil
            }
            let task = try StoredTask(row)
            let run = try Row.fetchOne(db.cachedStatement(sql: Statements.lastRun), arguments: [blob])
            return (task, try run.map(StoredRun.init))
        }
    }

    public func tasks(matching query: TaskQuery) async throws -> TaskPage {
        try await database.read { db in
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

extension StoredTask {
    /// Reads ``Statements/taskColumns``.
    init(_ row: Row) throws {
        let recurrence = try (row[7] as String?).map { text in
            guard let frequency = Recurrence.Frequency(rawValue: text) else {
                throw DatabaseError(message: "a stored recurrence is unknown: \(text)")
            }
            return frequency
        }
        let definition = NewTask(
            id: try row.id(0, TaskID.self), action: try row.action(1), payload: try row.json(15) ?? RawJSON("null"),
            runAt: row.timestamp(6), localAnchor: row.localAnchor(16), recurrence: recurrence, zone: try row.zone(8),
            timeoutSeconds: row[9],
            retry: try RetryPolicy(text: row[10]))
        guard let status = TaskStatus(rawValue: row[2]) else {
            throw DatabaseError(message: "the status of the task \(definition.id) is unknown")
        }
        let progress = TaskProgress(
            status: status, runAt: row.timestamp(3), dueAt: row.optionalTimestamp(4), attempt: row[5])
        self.init(
            definition: definition, progress: progress, error: row.error(code: 11, message: 12),
            createdAt: row.timestamp(13), updatedAt: row.timestamp(14))
    }
}

extension StoredRun {
    /// Reads the columns of ``Statements/lastRun``.
    init(_ row: Row) throws {
        let id = try row.id(0, RunID.self)
        guard let state = RunState(rawValue: row[4]) else {
            throw DatabaseError(message: "the state of the run \(id) is unknown")
        }
        var result: RunResult?
        if state != .queued {
            result = RunResult(
                outcome: state == .succeeded ? .succeeded : .failed, startedAt: row.optionalTimestamp(6),
                finishedAt: row.optionalTimestamp(7), output: try row.json(10),
                error: row.error(code: 8, message: 9))
        }
        self.init(
            id: id, taskID: try row.id(1, TaskID.self), scheduledFor: row.timestamp(2), attempt: row[3], state: state,
            queuedAt: row.timestamp(5), startedAt: row.optionalTimestamp(6), result: result)
    }
}

extension Row {
    func localAnchor(_ index: Int) -> LocalDateTime? {
        (self[index] as Int64?).map(LocalDateTime.init(milliseconds:))
    }

    func zone(_ index: Int) throws -> Zone {
        guard let identifier = self[index] as String? else { return .utc }
        guard let zone = Zone(identifier: identifier) else {
            throw DatabaseError(message: "the stored zone \(identifier) is not known here")
        }
        return zone
    }
}
