public import TaskModel
public import Timekeeping

/// What waits and what is outstanding of one action.
public struct ActionBacklog: Sendable, Hashable {
    public var action: ActionName
    /// When the first of its tasks is due.
    public var nextDue: Timestamp?
    /// How many of its runs have no result yet.
    public var outstanding: Int

    public init(action: ActionName, nextDue: Timestamp?, outstanding: Int) {
        self.action = action
        self.nextDue = nextDue
        self.outstanding = outstanding
    }
}
