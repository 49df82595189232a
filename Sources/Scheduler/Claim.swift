public import Messages
public import TaskModel
public import Timekeeping

/// What was claimed of one action.
public struct Claim: Sendable, Hashable {
    public var action: ActionName
    public var runs: [RunRequest]
    /// When the next of its tasks is due; in the past where the limit left some over.
    public var nextDue: Timestamp?

    public init(action: ActionName, runs: [RunRequest], nextDue: Timestamp?) {
        self.action = action
        self.runs = runs
        self.nextDue = nextDue
    }
}
