public import TaskModel

/// What waits and what is outstanding of one action.
public struct ActionBacklog: Sendable, Hashable {
    public var action: ActionName
    public var nextDue: DueTimes
    /// The same of what waits for limits.
    public var partitions: [LimitPartition: DueTimes]
    public var outstanding: OutstandingRuns
    /// Whether runs wait that were under way when their consumers died.
    public var hasSuspects: Bool

    public init(
        action: ActionName, nextDue: DueTimes, partitions: [LimitPartition: DueTimes] = [:],
        outstanding: OutstandingRuns,
        hasSuspects: Bool = false
    ) {
        self.action = action
        self.nextDue = nextDue
        self.partitions = partitions
        self.outstanding = outstanding
        self.hasSuspects = hasSuspects
    }
}

/// How many runs of an action have no result yet.
public struct OutstandingRuns: Sendable, Hashable {
    /// All of them.
    public var total: Int
    /// Those of them that had waited before they were claimed.
    public var waited: Int

    public init(total: Int = 0, waited: Int = 0) {
        self.total = total
        self.waited = waited
    }

    static func += (a: inout Self, b: Self) {
        a.total += b.total
        a.waited += b.waited
    }

    /// Never below zero.
    static func -= (a: inout Self, b: Self) {
        a.total = max(0, a.total - b.total)
        a.waited = max(0, a.waited - b.waited)
    }
}
