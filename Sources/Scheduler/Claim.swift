public import Messages
public import TaskModel

/// What was claimed of one action.
public struct Claim: Sendable, Hashable {
    public var action: ActionName
    public var runs: [RunRequest]
    /// How many of the runs had waited.
    public var waited: Int
    /// How many occurrences do not run.
    public var skipped: Int
    /// When the next is due; in the past where the limit left some over.
    public var nextDue: DueTimes
    /// The same of the partitions that were looked at, or into which something was moved.
    public var partitions: [LimitPartition: DueTimes]
    /// The runs that count against limits.
    public var limited: [RunID: LimitPartition]
    /// What each run is a part of.
    public var flows: [RunID: Flow]
    /// How many rows were moved to partitions, to wait there.
    public var moved: Int
    /// How many rows have no room, and were left where they are, since there will be some in a moment.
    public var leftWaiting: Int

    public init(
        action: ActionName, runs: [RunRequest], waited: Int, skipped: Int, nextDue: DueTimes,
        partitions: [LimitPartition: DueTimes] = [:], limited: [RunID: LimitPartition] = [:],
        flows: [RunID: Flow] = [:], moved: Int = 0,
        leftWaiting: Int = 0
    ) {
        self.action = action
        self.runs = runs
        self.waited = waited
        self.skipped = skipped
        self.nextDue = nextDue
        self.partitions = partitions
        self.limited = limited
        self.flows = flows
        self.moved = moved
        self.leftWaiting = leftWaiting
    }

    var outstanding: OutstandingRuns { OutstandingRuns(total: runs.count, waited: waited) }
}
