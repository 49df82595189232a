internal import GRDB
public import Scheduler
internal import Synchronization
public import TaskModel
internal import Timekeeping

/// The table of tasks and runs in a SQLite file.
///
/// One connection writes, several read (WAL). A commit is on disk when it returns (`synchronous=FULL`).
public final class SQLiteTaskStore: TaskStore {
    /// How large the payloads of one claim may be together, in bytes.
    static let maximumClaimBytes = 8 * 1024 * 1024

    let database: any DatabaseWriter
    /// Whether each call is carried out on the thread of its caller: for a simulation, which must repeat exactly.
    private let isSynchronous: Bool
    let actions = ActionIDs()
    private let lock: DatabaseLock?
    let random: RandomSource
    /// How many runs of one task are kept.
    let retainedRuns: Int
    let pruning = Mutex(PruneStep())

    /// Opens the database, makes it where there is none, and brings it up to this version.
    ///
    /// - Parameters:
    ///   - path: of the file. Its folder must exist.
    ///   - random: for ids and jitter.
    ///   - retainedRuns: how many runs of one task are kept, about.
    /// - Throws: ``TaskStoreError`` where the file is not ours, is of a newer version or is in use. It is not touched then.
    public init(
        path: String, random: RandomSource = .system, retainedRuns: Int = Retention().runsPerTask
    ) throws {
        let file = DatabaseFile(path: path)
        try file.validate()
        lock = try DatabaseLock(databasePath: path)
        self.random = random
        self.retainedRuns = retainedRuns
        isSynchronous = false
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
            let database = try DatabasePool(path: path, configuration: configuration)
            self.database = database
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
        lock?.release()
    }

    /// A store in memory, for simulations: every call is carried out at once, on the thread of its caller.
    package init(inMemory random: RandomSource, retainedRuns: Int = Retention().runsPerTask) throws {
        lock = nil
        self.random = random
        self.retainedRuns = retainedRuns
        isSynchronous = true
        let database = try DatabaseQueue()
        try Schema.migrator.migrate(database)
        self.database = database
    }

    /// A new id for a run.
    func newRunID(_ now: Timestamp) -> RunID {
        var random = random
        return RunID(milliseconds: now.milliseconds, using: &random)
    }

    /// Runs one synced transaction. Should it fail, what it learnt of actions is forgotten with it.
    ///
    /// - Throws: ``StorageError`` where the disk is full.
    func transaction<Value: Sendable>(_ body: @Sendable @escaping (Database) throws -> Value) async throws -> Value {
        do {
            return isSynchronous ? try write(body) : try await database.write(body)
        } catch {
            actions.forget()
            throw Self.explained(error)
        }
    }

    func read<Value: Sendable>(_ body: @Sendable @escaping (Database) throws -> Value) async throws -> Value {
        isSynchronous ? try write(body) : try await database.read(body)
    }

    private func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try database.write(body)
    }

    /// SQLite finds a full disk in more than one place.
    private static func explained(_ error: any Error) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        switch error.extendedResultCode {
        case .SQLITE_FULL, .SQLITE_IOERR_WRITE, .SQLITE_IOERR_FSYNC, .SQLITE_IOERR_SHMSIZE: return StorageError.full
        default: return error
        }
    }
}
