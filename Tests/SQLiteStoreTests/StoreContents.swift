import Foundation
import GRDB
import JSON
import Recurrence
import Scheduler
import TaskModel
import Timekeeping

@testable import Messages
@testable import SQLiteStore

extension SQLiteTaskStore {
    /// Everything that a store tells of what it keeps, a line for each thing: equal before and after a migration.
    func contents() async throws -> [String] {
        var lines: [String] = []
        for task in try await tasks(matching: TaskQuery()).tasks {
            guard let (task, lastRun) = try await self.task(task.id) else { continue }
            lines.append(Self.line { TaskView(task: task, lastRun: lastRun).write(into: &$0) })
            lines.append(Self.line { task.definition.writeWhatViewsHide(into: &$0) })
            for run in try await runs(matching: RunQuery(taskID: task.id))?.runs ?? [] {
                lines.append(Self.line { RunView(run).write(into: &$0) })
            }
            if case .backfill(let backfill) = try await backfill(of: task.id, within: nil) {
                lines.append(ResponseJSON.backfill(backfill).description)
            }
        }
        for limit in try await limits() { lines.append(Self.line { limit.write(into: &$0) }) }
        for key in try await keys(noting: []) {
            lines.append(Self.line { key.write(into: &$0, forClients: false) })
        }
        for calendar in try await calendars(after: nil, limit: 100) {
            lines.append("\(calendar.definition) \(calendar.revision) \(calendar.tasks) \(calendar.updatedAt)")
        }
        for batch in try await events(after: 0).batches { lines.append(String(decoding: batch, as: UTF8.self)) }
        return try await lines
            + read { db in
                try Self.columns.flatMap { sql in
                    try Row.fetchAll(db, sql: sql).map { row in
                        row.map { "\($0)=\(String.fromDatabaseValue($1) ?? "null")" }.joined(separator: " ")
                    }
                }
            }
    }

    /// What no method tells.
    private static let columns = [
        """
        SELECT hex(tasks.id) AS id, a.name AS action, lane, status, run_at, due_at, held_at, runs, times_since, passes,
          passed_until, history_from FROM tasks JOIN actions a ON a.id = action_id ORDER BY tasks.id
        """,
        """
        SELECT hex(run_id) AS run, a.name AS action, lane, state, began_at, published_at, losses, waited, priority,
          cancelled_at, suspicion, backfill FROM runs JOIN actions a ON a.id = action_id ORDER BY run_id
        """,
        "SELECT tag, hex(task_id) AS task FROM task_tags ORDER BY tag, task_id",
        "SELECT calendar, hex(task_id) AS task, revision FROM task_calendars ORDER BY calendar, task_id",
        "SELECT hex(task_id) AS task, scheduled_for FROM backfill_occurrences ORDER BY task_id, scheduled_for",
        "SELECT hex(task_id) AS task, from_at, through, made_at FROM backfilled ORDER BY task_id, from_at",
        "SELECT key, fingerprint, hex(task_id) AS task, created_at, answer FROM idempotency_keys ORDER BY key",
    ]

    private static func line(_ body: (inout JSONWriter) -> Void) -> String {
        String(decoding: JSONWriter.object(body), as: UTF8.self)
    }
}

extension TaskDefinition {
    fileprivate func writeWhatViewsHide(into json: inout JSONWriter) {
        json.field("anchor", "\(runAt)")
        json.field("anchored", "\(isAnchored)")
        json.field("local", localAnchor.map { "\($0)" } ?? "none")
        json.field("origin", "\(origin)")
        json.field("zone", zone.identifier)
        json.field("rule", recurrence?.storedText ?? "none")
        json.object("schedule") { schedule.write(into: &$0) }
    }
}
