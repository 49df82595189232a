public import Timekeeping

/// A query for tasks: which ones, and in which order.
public struct TaskQuery: Hashable, Sendable {
    public static let defaultLimit = 100
    public static let limitRange = 1...1000
    /// How large a page may get, in bytes, before it ends early.
    public static let maximumPageBytes = 4 * 1024 * 1024

    public var filter: TaskFilter
    public var order: TaskOrder
    public var limit: Int
    /// The last task of the page before.
    public var after: TaskCursor?
    /// Whether the answer has the total. Counting takes longer the more tasks there are.
    public var countsAll: Bool

    public init(
        _ filter: TaskFilter = TaskFilter(), order: TaskOrder = .standard, limit: Int = TaskQuery.defaultLimit,
        after: TaskCursor? = nil, countsAll: Bool = false
    ) {
        self.filter = filter
        self.order = order
        self.limit = limit
        self.after = after
        self.countsAll = countsAll
    }

    /// Leaves out everything that is not of these groups; `nil` leaves out nothing.
    public func within(_ groups: Set<TaskGroup>?) -> TaskQuery {
        var query = self
        query.filter = filter.within(groups)
        return query
    }

    public init(status: TaskStatus, limit: Int = TaskQuery.defaultLimit, after: TaskCursor? = nil) {
        self.init(TaskFilter(statuses: [status]), limit: limit, after: after)
    }
}

/// The order of a list of tasks.
public struct TaskOrder: Hashable, Sendable {
    public enum Key: String, Sendable, CaseIterable {
        /// By `run_at`, and then by id.
        case runAt = "run_at"
        /// In the order of creation, which is that of their ids.
        case createdAt = "created_at"
    }

    public var key: Key
    public var isDescending: Bool

    public init(_ key: Key, isDescending: Bool = false) {
        self.key = key
        self.isDescending = isDescending
    }

    /// The task that runs next comes first.
    public static let standard = TaskOrder(.runAt)

    /// Whether one place comes before another.
    public func precedes(_ a: TaskCursor, _ b: TaskCursor) -> Bool {
        let (a, b) = isDescending ? (b, a) : (a, b)
        return switch key {
        case .runAt: (a.runAt, a.id) < (b.runAt, b.id)
        case .createdAt: a.id < b.id
        }
    }
}

/// A place in a list of tasks. It stays right while tasks come and go, since it names a position and not a count.
public struct TaskCursor: Hashable, Sendable {
    public var runAt: Timestamp
    public var id: TaskID

    public init(runAt: Timestamp, id: TaskID) {
        self.runAt = runAt
        self.id = id
    }
}

/// A query for the runs of a task, the newest first.
public struct RunQuery: Hashable, Sendable {
    public var taskID: TaskID
    public var limit: Int
    /// The last run of the page before.
    public var after: RunID?

    public init(taskID: TaskID, limit: Int = TaskQuery.defaultLimit, after: RunID? = nil) {
        self.taskID = taskID
        self.limit = limit
        self.after = after
    }
}
