internal import GRDB
public import Messages
public import Scheduler
public import TaskModel
public import Timekeeping

extension SQLiteTaskStore {
    public func tasks(matching query: TaskQuery) async throws -> TaskPage {
        try await read { db in try Self.tasks(matching: query, in: db) }
    }

    public func changeAll(
        _ query: TaskQuery, to change: TaskBulkChange, now: Timestamp
    ) async throws -> (answer: BulkAnswer, results: [TaskChangeResult]) {
        try await transaction(at: now) { [self] db in try changeAll(query, to: change, now: now, in: db) }
    }

    func changeAll(
        _ query: TaskQuery, to change: TaskBulkChange, now: Timestamp, in db: Database
    ) throws -> (answer: BulkAnswer, results: [TaskChangeResult]) {
        let page = try Self.tasks(matching: query, in: db)
        var answer = BulkAnswer(changed: 0, refused: 0, next: page.next?.text(in: query.order))
        let results = try page.tasks.map { task in
            let result =
                switch change {
                case .delete: try delete(task.id, now: now, in: db)
                case .pause: try pause(task.id, now: now, in: db)
                case .resume: try resume(task.id, now: now, in: db)
                }
            if result.answer == .done { answer.changed += 1 } else { answer.refused += 1 }
            return result
        }
        return (answer, results)
    }

    private static func tasks(matching query: TaskQuery, in db: Database) throws -> TaskPage {
        let listing = try TaskListing(query, in: db)
        var page = try listing.page()
        if query.countsAll { page.total = try listing.count() }
        return page
    }
}
