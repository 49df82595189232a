public import TaskModel
public import Timekeeping

/// How much to claim of one action.
public struct ClaimPlan: Sendable, Hashable {
    public var action: ActionName
    /// How many occurrences that are due for the first time.
    public var fresh: Int
    /// How many runs that waited.
    public var waiting: Int
    /// The partitions that have room, and how much.
    public var partitions: [LimitPartition: Int]
    /// Whether to look for what is due at both ends: what became due last is not to wait until a heap that is held back
    /// has been moved out of its way.
    public var looksAtBothEnds: Bool
    /// What is due at this instant or before.
    public var horizon: Timestamp
    /// Why what is late is late, where the task itself does not tell.
    public var lateReason: LateReason
    /// What was due before this instant is late since the scheduler was not there.
    public var upSince: Timestamp

    public init(
        action: ActionName, fresh: Int, waiting: Int = 0, partitions: [LimitPartition: Int] = [:],
        looksAtBothEnds: Bool = false, horizon: Timestamp, lateReason: LateReason = .busy,
        upSince: Timestamp = .earliest
    ) {
        self.action = action
        self.fresh = fresh
        self.waiting = waiting
        self.partitions = partitions
        self.looksAtBothEnds = looksAtBothEnds
        self.horizon = horizon
        self.lateReason = lateReason
        self.upSince = upSince
    }
}
