internal import GRDB
internal import Scheduler
internal import TaskModel
internal import Timekeeping

/// A row of what is due, and where it waits.
struct DueRow {
    let row: Row
    let lane: Lane
    let priority: TaskPriority
    let dueAt: Int64

    /// What is due, the most urgent first, and of those the one that waits longest.
    ///
    /// - Parameters:
    ///   - sql: a statement that takes action, lane, priority, horizon and limit, in the order of the due times.
    ///   - dueColumn: where it gives the due time.
    ///   - limit: how many of the common lane; of the others as many as they have room for, and no more than this.
    static func fetch(
        _ sql: String, _ actionID: Int64, _ plan: ClaimPlan, dueColumn: Int, limit: Int, in db: Database
    ) throws -> [DueRow] {
        var rows = try fetch(sql, actionID, .common, plan, dueColumn: dueColumn, limit: limit, in: db)
        guard !plan.lanes.isEmpty else { return rows }
        for (lane, room) in plan.lanes.sorted(by: { $0.key.text < $1.key.text }) {
            rows += try fetch(sql, actionID, lane, plan, dueColumn: dueColumn, limit: min(limit, room), in: db)
        }
        // Stable: of what is due at one moment, the common lane comes first, in the order of its index.
        return rows.enumerated().sorted { a, b in
            (b.element.priority.rawValue, a.element.dueAt, a.offset)
                < (a.element.priority.rawValue, b.element.dueAt, b.offset)
        }.map(\.element)
    }

    private static func fetch(
        _ sql: String, _ actionID: Int64, _ lane: Lane, _ plan: ClaimPlan, dueColumn: Int, limit: Int, in db: Database
    ) throws -> [DueRow] {
        var rows: [DueRow] = []
        for priority in TaskPriority.descending where rows.count < limit {
            rows += try Row.fetchAll(
                db.cachedStatement(sql: sql),
                arguments: [
                    actionID, lane.text, priority.rawValue, plan.horizon.milliseconds, limit - rows.count,
                ]
            ).map { DueRow(row: $0, lane: lane, priority: priority, dueAt: $0[dueColumn]) }
        }
        return rows
    }
}
