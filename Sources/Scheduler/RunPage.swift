public import TaskModel

/// A part of the history of a task.
public struct RunPage: Sendable, Hashable {
    public var runs: [StoredRun]
    /// Where the next page begins; nil at the end of the history.
    public var next: RunID?

    public init(runs: [StoredRun], next: RunID?) {
        self.runs = runs
        self.next = next
    }
}

/// A part of the list of dead runs.
public struct DeadPage: Sendable, Hashable {
    public var runs: [DeadRun]
    /// Where the next page begins; nil at the end of the list.
    public var next: DeadCursor?

    public init(runs: [DeadRun], next: DeadCursor?) {
        self.runs = runs
        self.next = next
    }
}
