internal import GRDB
public import Messages
internal import Scheduler
public import TaskModel
public import Timekeeping

extension SQLiteTaskStore {
    public func keys(noting uses: [KeyUse]) async throws -> [AccessKey] {
        if !uses.isEmpty {
            try await transaction { db in
                for use in uses {
                    try db.cachedStatement(sql: KeyStatements.noteUse)
                        .execute(arguments: [use.at.milliseconds, use.id.blob])
                }
            }
        }
        return try await read { db in
            try Row.fetchAll(db.cachedStatement(sql: KeyStatements.all)).map(AccessKey.init)
        }
    }

    public func addKey(_ key: AccessKey) async throws -> Bool {
        try await transaction { db in try Self.insert(key, in: db) }
    }

    /// - Returns: false if there are as many as there may be.
    static func insert(_ key: AccessKey, in db: Database) throws -> Bool {
        let count = try Int.fetchOne(db.cachedStatement(sql: KeyStatements.count)) ?? 0
        guard count < AccessKey.maximumCount else { return false }
        try db.cachedStatement(sql: KeyStatements.insert).execute(arguments: [
            key.id.blob, key.name, key.hash, key.scopes.sorted().map(\.rawValue).joined(separator: ","),
            key.groups.map { $0.sorted().map(\.rawValue).joined(separator: ",") }, key.createdAt.milliseconds,
            key.expiresAt?.milliseconds,
        ])
        return true
    }

    public func revokeKey(_ id: AccessKeyID, now: Timestamp) async throws -> Bool {
        try await transaction { db in
            try db.cachedStatement(sql: KeyStatements.revoke).execute(arguments: [now.milliseconds, id.blob])
            return db.changesCount > 0
        }
    }
}

/// There are at most ``AccessKey/maximumCount`` rows, so that all may be read at once.
private enum KeyStatements {
    static let all = """
        SELECT id, name, hash, scopes, groups, created_at, expires_at, revoked_at, last_used_at FROM access_keys
        ORDER BY id
        """
    static let count = "SELECT count(*) FROM access_keys"
    static let insert = """
        INSERT INTO access_keys (id, name, hash, scopes, groups, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO NOTHING
        """
    static let revoke = "UPDATE access_keys SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?"
    static let noteUse = "UPDATE access_keys SET last_used_at = max(coalesce(last_used_at, 0), ?) WHERE id = ?"
}

extension AccessKey {
    fileprivate init(_ row: Row) throws {
        let groups = try (row["groups"] as String?).map { text in
            Set(
                try text.split(separator: ",").map { part in
                    guard let group = TaskGroup(String(part)) else {
                        throw DatabaseError(message: "a stored group is bad: \(part)")
                    }
                    return group
                })
        }
        self.init(
            id: try row.id("id", AccessKeyID.self), name: row["name"], hash: row["hash"],
            scopes: Set(
                (row["scopes"] as String).split(separator: ",").compactMap { AccessScope(rawValue: String($0)) }),
            groups: groups, createdAt: row.timestamp("created_at"), expiresAt: row.optionalTimestamp("expires_at"),
            revokedAt: row.optionalTimestamp("revoked_at"), lastUsedAt: row.optionalTimestamp("last_used_at"))
    }
}
