internal import GRDB
internal import TaskModel

/// The names of actions by their numbers, read once a transaction.
final class ActionNames {
    private let db: Database
    private var known: [Int64: ActionName] = [:]

    init(_ db: Database) {
        self.db = db
    }

    func name(of id: Int64) throws -> ActionName {
        if let name = known[id] { return name }
        let row = try Row.fetchOne(db.cachedStatement(sql: Statements.actionName), arguments: [id])
        guard let row else { throw DatabaseError(message: "the action \(id) has no row") }
        let name = try row.action("name")
        known[id] = name
        return name
    }
}
