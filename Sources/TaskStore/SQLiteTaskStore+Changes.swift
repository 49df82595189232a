internal import GRDB
internal import JSON
public import Messages
internal import Recurrence
public import Scheduler
internal import TaskModel
public import Timekeeping

extension SQLiteTaskStore {
    public func apply(_ changes: [TaskChange], now: Timestamp) async throws -> [TaskChangeResult] {
        try await transaction { [self] db in
            try changes.map { change in
                switch change {
                case .create(let task): try insert(task, now: now, in: db)
                case .delete(let id): try delete(id, in: db)
                }
            }
        }
    }

    private func insert(_ task: NewTask, now: Timestamp, in db: Database) throws -> TaskChangeResult {
        let progress = TaskProgress(startingAt: task.runAt)
        let retry: String? = task.retry == .standard ? nil : task.retry.text
        try db.cachedStatement(sql: Statements.insertTask).execute(arguments: [
            task.id.blob, actions.id(of: task.action, in: db), progress.status.rawValue, progress.runAt.milliseconds,
            progress.dueAt?.milliseconds, progress.attempt, task.runAt.milliseconds,
            task.localAnchor?.milliseconds, task.recurrence?.rawValue,
            task.recurrence == nil ? nil : task.zone.identifier, task.timeoutSeconds, retry, now.milliseconds,
            now.milliseconds, task.payload.data,
        ])
        return .created
    }

    private func delete(_ id: TaskID, in db: Database) throws -> TaskChangeResult {
        let blob = id.blob
        let name = try String.fetchOne(db.cachedStatement(sql: Statements.actionOfTask), arguments: [blob])
        guard let name else { return .notFound }
        guard let action = ActionName(name) else { throw DatabaseError(message: "the task \(id) has no action") }
        try db.cachedStatement(sql: Statements.deleteTask).execute(arguments: [blob])
        try db.cachedStatement(sql: Statements.deleteUnpublishedRuns).execute(arguments: [blob])
        let released = db.changesCount
        try db.cachedStatement(sql: Statements.deleteFinishedRuns).execute(arguments: [blob])
        return .deleted(action: action, released: released)
    }
}

extension RetryPolicy {
    /// How a policy is stored.
    var text: String {
        String(decoding: JSONWriter.object { write(into: &$0) }, as: UTF8.self)
    }

    init(text: String?) throws {
        guard let text else {
            self = .standard
            return
        }
        var reader = try JSONReader(Array(text.utf8))
        try self.init(reading: &reader)
    }
}
