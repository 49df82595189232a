public import TaskModel
public import Timekeeping

/// How much to claim of one action.
public struct ClaimPlan: Sendable, Hashable {
    public var action: ActionName
    public var limit: Int
    /// Tasks due at this instant or before.
    public var horizon: Timestamp

    public init(action: ActionName, limit: Int, horizon: Timestamp) {
        self.action = action
        self.limit = limit
        self.horizon = horizon
    }
}
