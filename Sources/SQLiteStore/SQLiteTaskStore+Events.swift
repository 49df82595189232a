internal import Foundation
internal import GRDB
internal import JSON
public import Messages
internal import Scheduler
internal import TaskModel
internal import Timekeeping

extension SQLiteTaskStore {
    public func announceEvents(to listener: @escaping @Sendable ([TaskEventBatch]) -> Void) {
        journal.listen(listener)
    }

    public func events(after number: Int64?) async throws -> EventPage {
        try await read { db in
            let latest = try EventJournal.last(in: db)
            let oldest = try Int64.fetchOne(db.cachedStatement(sql: Statements.firstEvent)) ?? latest + 1
            var page = EventPage(oldest: oldest, latest: latest, batches: [])
            guard let number, number < latest else { return page }
            let cursor = try Row.fetchCursor(
                db.cachedStatement(sql: Statements.eventsFrom), arguments: [max(number, 0) + 1])
            var bytes = 0
            while bytes < EventPage.maximumBytes, let row = try cursor.next() {
                let body = [UInt8](row["body"] as Data)
                bytes += body.count
                page.batches.append(body)
            }
            return page
        }
    }

    /// Which task it is; nil where there is none.
    func identity(of id: TaskID, in db: Database) throws -> TaskIdentity? {
        try Row.fetchOne(db.cachedStatement(sql: Statements.identity), arguments: [id.blob]).map { row in
            try TaskIdentity(
                row, Statements.identityColumns.tasks, action: row.action(Statements.identityColumns.actions[.name]))
        }
    }

    /// Writes down which occurrences do not run.
    func record(
        _ skipped: SkippedOccurrences?, of task: TaskIdentity, _ actionID: Int64, now: Timestamp, in db: Database
    ) throws {
        guard let skipped else { return }
        let id = newRunID(now)
        try NewRun.skipped(skipped, id: id, taskID: task.id, actionID: actionID, now: now).insert(in: db)
        recordSkipped(skipped, as: id, of: task)
    }

    func recordSkipped(_ skipped: SkippedOccurrences, as id: RunID, of task: TaskIdentity) {
        let run = TaskEvent.Run(id: id, scheduledFor: skipped.first, attempt: 1, state: .skipped, error: skipped.error)
        journal.record(TaskEvent(.runSkipped, task, run: run))
    }

    /// Tells how a task ended, where nothing is left of it.
    func recordTaskEnd(of task: TaskIdentity, _ progress: TaskProgress) {
        switch progress.status {
        case .completed: journal.record(TaskEvent(.taskCompleted, task))
        case .failed: journal.record(TaskEvent(.taskFailed, task))
        case .scheduled, .running, .paused: break
        }
    }
}
