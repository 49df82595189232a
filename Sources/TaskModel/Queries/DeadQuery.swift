public import Timekeeping

/// A condition on dead runs.
public struct DeadFilter: Hashable, Sendable {
    public var action: ActionName?
    public var errorCode: String?
    /// Those that died at this time or later.
    public var from: Timestamp?
    /// Those that died before this time.
    public var to: Timestamp?
    /// Those of tasks of these groups; `nil` for all, also those that belong to no task.
    public var groups: Set<TaskGroup>?

    public init(
        action: ActionName? = nil, errorCode: String? = nil, from: Timestamp? = nil, to: Timestamp? = nil,
        groups: Set<TaskGroup>? = nil
    ) {
        self.action = action
        self.errorCode = errorCode
        self.from = from
        self.to = to
        self.groups = groups
    }
}

/// A query for dead runs, the latest death first.
public struct DeadQuery: Hashable, Sendable {
    public var filter: DeadFilter
    public var limit: Int
    /// The last run of the page before.
    public var after: DeadCursor?

    public init(
        filter: DeadFilter = DeadFilter(), limit: Int = TaskQuery.defaultLimit, after: DeadCursor? = nil
    ) {
        self.filter = filter
        self.limit = limit
        self.after = after
    }

    /// Leaves out everything that is not of these groups; `nil` leaves out nothing.
    public func within(_ groups: Set<TaskGroup>?) -> DeadQuery {
        guard let groups else { return self }
        var query = self
        query.filter.groups = query.filter.groups.map { $0.intersection(groups) } ?? groups
        return query
    }
}

/// A place in the list of dead runs.
public struct DeadCursor: Hashable, Sendable {
    public var diedAt: Timestamp
    public var runID: RunID

    public init(diedAt: Timestamp, runID: RunID) {
        self.diedAt = diedAt
        self.runID = runID
    }
}
