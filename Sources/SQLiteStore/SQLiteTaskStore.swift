internal import GRDB
internal import Messages
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
    let calendars = StoredCalendars()
    let journal = EventJournal()
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

    /// Runs one synced transaction, in which what was noted in the journal is written down, too. Should it fail, what it
    /// learnt is forgotten with it.
    ///
    /// - Parameter now: when it happens, for events.
    /// - Throws: ``StorageError`` where the disk is full.
    func transaction<Value: Sendable>(
        at now: Timestamp, _ body: @Sendable @escaping (Database) throws -> Value
    ) async throws -> Value {
        try await transaction { [self] db in
            (try body(db), try journal.write(at: now, in: db))
        } committed: { [self] in
            journal.tell($0.1)
        }.0
    }

    /// The same, where nothing happens that anybody is told of.
    ///
    /// - Parameter committed: called on the one thread that writes, so that the order is that of the transactions.
    func transaction<Value: Sendable>(
        _ body: @Sendable @escaping (Database) throws -> Value,
        committed: @Sendable @escaping (Value) -> Void = { _ in }
    ) async throws -> Value {
        let perform = { @Sendable [self] (db: Database) in
            do {
                var value: Value?
                try db.inTransaction(.immediate) {
                    value = try body(db)
                    return .commit
                }
                guard let value else { throw DatabaseError(message: "a transaction ended without a value") }
                committed(value)
                return value
            } catch {
                actions.forget()
                calendars.forget()
                journal.forget()
                throw error
            }
        }
        do {
            if isSynchronous { return try write(perform) }
            return try await database.writeWithoutTransaction(perform)
        } catch {
            throw Self.explained(error)
        }
    }

    func read<Value: Sendable>(_ body: @Sendable @escaping (Database) throws -> Value) async throws -> Value {
        isSynchronous ? try write(body) : try await database.read(body)
    }

    private func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try database.writeWithoutTransaction(body)
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
