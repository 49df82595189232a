internal import GRDB
public import Scheduler
public import TaskModel

/// The table of tasks and runs in a SQLite file.
///
/// One connection writes, several read (WAL). A commit is on disk when it returns (`synchronous=FULL`).
public final class SQLiteTaskStore: TaskStore {
    /// How large the payloads of one claim may be together, in bytes.
    static let maximumClaimBytes = 8 * 1024 * 1024

    let database: DatabasePool
    let actions = ActionIDs()
    private let lock: DatabaseLock
    let random: RandomSource

    /// Opens the database, makes it where there is none, and brings it up to this version.
    ///
    /// - Parameters:
    ///   - path: of the file. Its folder must exist.
    ///   - random: for ids and jitter.
    /// - Throws: ``TaskStoreError`` where the file is not ours, is of a newer version or is in use. It is not touched then.
    public init(path: String, random: RandomSource = .system) throws {
        let file = DatabaseFile(path: path)
        try file.validate()
        lock = try DatabaseLock(databasePath: path)
        self.random = random
        var configuration = Configuration()
        configuration.label = "tasks"
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { db in
            try db.execute(
                sql: """
                    PRAGMA temp_store = MEMORY;
                    PRAGMA cache_size = -16384;
                    PRAGMA journal_size_limit = 67108864;
                    """)
        }
        do {
            database = try DatabasePool(path: path, configuration: configuration)
            // GRDB relaxes this to NORMAL, with which a commit could be lost in a power cut, when it turns the write-ahead
            // log on; so it is set after that. Only the one connection that writes needs it.
            try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            try Schema.migrator.migrate(database)
        } catch let error as DatabaseError {
            throw TaskStoreError(.unusable, "the database \(path) can't be opened: \(error.message ?? "\(error)")")
        }
    }

    /// Closes the file. Whoever uses the store after that gets an error.
    public func close() throws {
        try database.close()
        lock.release()
    }

    /// Runs one synced transaction. Should it fail, what it learnt of actions is forgotten with it.
    func transaction<Value: Sendable>(_ body: @Sendable @escaping (Database) throws -> Value) async throws -> Value {
        do {
            return try await database.write(body)
        } catch {
            actions.forget()
            throw error
        }
    }
}
