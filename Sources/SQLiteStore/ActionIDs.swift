internal import GRDB
internal import Synchronization
internal import TaskModel

/// The numbers under which the names of actions are stored, kept in memory.
final class ActionIDs: Sendable {
    private let known = Mutex<[ActionName: Int64]>([:])

    /// The number of an action; it gets one if it has none.
    ///
    /// Must be called on the writing connection.
    func id(of action: ActionName, in db: Database) throws -> Int64 {
        if let id = known.withLock({ $0[action] }) { return id }
        try db.cachedStatement(sql: "INSERT INTO actions (name) VALUES (?) ON CONFLICT DO NOTHING")
            .execute(arguments: [action.rawValue])
        guard let id = try existingID(of: action, in: db) else {
            throw DatabaseError(message: "the action \(action) has no row")
        }
        known.withLock { $0[action] = id }
        return id
    }

    /// The number of an action that may have none.
    func existingID(of action: ActionName, in db: Database) throws -> Int64? {
        if let id = known.withLock({ $0[action] }) { return id }
        return try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT id FROM actions WHERE name = ?"), arguments: [action.rawValue])
    }

    /// Forgets all: after a transaction, or a part of one, that was rolled back, a number may be one that was never stored.
    func forget() {
        known.withLock { $0.removeAll() }
    }
}
