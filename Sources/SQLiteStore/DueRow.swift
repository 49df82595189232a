internal import Foundation
internal import GRDB
internal import Scheduler
internal import TaskModel
internal import Timekeeping

/// A row of what is due, and where it waits.
struct DueRow {
    let row: Row
    let partition: LimitPartition
    let priority: TaskPriority
    let dueAt: Int64

    /// What is due, the most urgent first, and of those the one that waits longest.
    ///
    /// - Parameters:
    ///   - sql: a statement that takes action, lane, priority, horizon and limit, in the order of the due times.
    ///   - last: the same in the other order. If given, half of the rows of the common partition are from that end.
    ///   - id, due: the columns of the id and of the due time.
    ///   - limit: how many of the common partition; of the others as many as they have room for, and no more than this.
    static func fetch(
        _ sql: String, last: String? = nil, _ actionID: Int64, _ plan: ClaimPlan, id: Int, due: Int, limit: Int,
        in db: Database
    ) throws -> [DueRow] {
        var rows = try fetch(sql, actionID, .common, plan, due: due, limit: limit, in: db)
        if let last, limit > 1, rows.count == limit {
            rows.removeLast(limit / 2)
            let known = Set(rows.map { $0.row[id] as Data })
            // Of each priority: what is urgent may be what is held back.
            for priority in TaskPriority.descending {
                rows += try fetch(
                    last, actionID, .common, priority, plan, due: due,
                    limit: max(1, limit / 2 / TaskPriority.descending.count), in: db
                ).reversed().filter { !known.contains($0.row[id] as Data) }
            }
        }
        guard !plan.partitions.isEmpty || last != nil else { return rows }
        for (partition, room) in plan.partitions.sorted(by: { $0.key.text < $1.key.text }) {
            rows += try fetch(sql, actionID, partition, plan, due: due, limit: min(limit, room), in: db)
        }
        // Stable: of what is due at one moment, the common partition comes first, in the order of its index.
        return rows.enumerated().sorted { a, b in
            (b.element.priority.rawValue, a.element.dueAt, a.offset)
                < (a.element.priority.rawValue, b.element.dueAt, b.offset)
        }.map(\.element)
    }

    private static func fetch(
        _ sql: String, _ actionID: Int64, _ partition: LimitPartition, _ plan: ClaimPlan, due: Int, limit: Int,
        in db: Database
    ) throws -> [DueRow] {
        var rows: [DueRow] = []
        for priority in TaskPriority.descending where rows.count < limit {
            rows += try fetch(
                sql, actionID, partition, priority, plan, due: due, limit: limit - rows.count, in: db)
        }
        return rows
    }

    private static func fetch(
        _ sql: String, _ actionID: Int64, _ partition: LimitPartition, _ priority: TaskPriority, _ plan: ClaimPlan,
        due: Int,
        limit: Int, in db: Database
    ) throws -> [DueRow] {
        try Row.fetchAll(
            db.cachedStatement(sql: sql),
            arguments: [actionID, partition.text, priority.rawValue, plan.horizon.milliseconds, limit]
        ).map { DueRow(row: $0, partition: partition, priority: priority, dueAt: $0[due]) }
    }
}
