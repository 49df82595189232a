public import Timekeeping

/// Which tasks are asked for, in the order of `run_at` and then of id.
public struct TaskQuery: Hashable, Sendable {
    public static let defaultLimit = 100
    public static let limitRange = 1...1000
    /// How large a page may get, in bytes, before it ends early.
    public static let maximumPageBytes = 4 * 1024 * 1024

    public var status: TaskStatus?
    public var limit: Int
    /// The last task of the page before.
    public var after: TaskCursor?

    public init(status: TaskStatus? = nil, limit: Int = TaskQuery.defaultLimit, after: TaskCursor? = nil) {
        self.status = status
        self.limit = limit
        self.after = after
    }
}

/// A place in the list of tasks. It stays right while tasks come and go, since it names a position and not a count.
public struct TaskCursor: Hashable, Sendable {
    public var runAt: Timestamp
    public var id: TaskID

    public init(runAt: Timestamp, id: TaskID) {
        self.runAt = runAt
        self.id = id
    }
}
