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

    public init(action: ActionName, runs: [RunRequest], waited: Int, skipped: Int, nextDue: DueTimes) {
        self.action = action
        self.runs = runs
        self.waited = waited
        self.skipped = skipped
        self.nextDue = nextDue
    }

    var outstanding: OutstandingRuns { OutstandingRuns(total: runs.count, waited: waited) }
}
