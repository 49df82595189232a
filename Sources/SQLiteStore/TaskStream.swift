internal import GRDB
internal import TaskModel
internal import Timekeeping

/// Tasks in the order of one index, read one by one: a page that ends by its size reads no further.
struct TaskStream {
    private let cursor: RowCursor
    /// The one that it stands at; nil at the end.
    private(set) var task: StoredTask?

    /// The tasks of one status, and of one group where one is given, by `run_at`.
    init(
        _ status: TaskStatus, _ group: TaskGroup?, start: TaskCursor, _ query: TaskQuery, in db: Database
    ) throws {
        var arguments: [any DatabaseValueConvertible] = group.map { [$0.rawValue] } ?? []
        arguments += [status.rawValue, start.runAt.milliseconds, start.id.blob]
        try self.init(
            TaskListStatements.byRunAt(ofGroup: group != nil, descending: query.order.isDescending),
            StatementArguments(arguments), in: db)
    }

    /// All tasks, by their ids.
    init(start: TaskCursor, _ query: TaskQuery, in db: Database) throws {
        try self.init(
            TaskListStatements.byID(descending: query.order.isDescending), [start.id.blob], in: db)
    }

    private init(_ sql: String, _ arguments: StatementArguments, in db: Database) throws {
        // Not a cached statement: several of these are open at once.
        cursor = try Row.fetchCursor(db.makeStatement(sql: sql), arguments: arguments)
        try advance()
    }

    /// Where it stands; anything at the end.
    var position: TaskCursor { task?.position ?? TaskCursor(runAt: .latest, id: .none) }

    mutating func advance() throws {
        task = try cursor.next().map(StoredTask.init)
    }
}

extension StoredTask {
    /// Its place in a list.
    var position: TaskCursor { TaskCursor(runAt: progress.runAt, id: id) }
}
