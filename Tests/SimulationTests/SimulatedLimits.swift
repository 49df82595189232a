import GRDB
import TaskModel
import Timekeeping

@testable import SQLiteStore

/// Whether the scheduler keeps to the limit of the one group that has one.
struct SimulatedLimits {
    /// When runs of the group were claimed since the limit was changed last, by the clock's uptime.
    private var claimed: [Duration] = []
    /// A claim that was decided on when the limit was changed may still come.
    private var isChanging = false

    mutating func change() {
        isChanging = true
        claimed = []
    }

    func outstanding(_ world: World) throws -> Int {
        try world.look { db in
            try Int.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT count(*) FROM runs r JOIN tasks t ON t.id = r.task_id
                        WHERE r.state = 0 AND t.group_name = ?
                        """), arguments: [World.limitedGroup.rawValue]) ?? 0
        }
    }

    /// To be called after a claim.
    ///
    /// - Parameter before: how many were outstanding before it.
    mutating func check(_ world: World, before: Int) throws {
        let now = world.clock.uptime()
        let outstanding = try outstanding(world)
        let begun = outstanding - before
        defer { isChanging = false }
        guard begun > 0, !isChanging else { return }
        claimed.removeAll { $0 <= now - .seconds(1) }
        claimed += Array(repeating: now, count: begun)
        let limit = try world.look { db in
            try Row.fetchOne(db.cachedStatement(sql: "SELECT max_concurrent, per_second FROM limits"))
        }
        if let most = limit?[0] as Int?, outstanding > most {
            world.violate("\(outstanding) runs of the group are outstanding; its limit is \(most)")
        }
        if let rate = limit?[1] as Double?, Double(claimed.count) > rate.rounded(.up) {
            world.violate("\(claimed.count) runs of the group began in a second; its limit is \(rate)")
        }
    }
}
