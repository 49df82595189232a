public import Messages
public import TaskModel

/// What came of a change.
public struct TaskChangeResult: Sendable, Hashable {
    public var answer: TaskChangeAnswer
    /// The action whose work has changed; nil where none has.
    public var action: ActionName?
    /// What may be due sooner now.
    public var nextDue: DueTimes
    /// Runs that were not known to be with the broker and are gone.
    public var released: ActionRelease?
    /// Runs whose executors are to be told to stop.
    public var cancellations: [RunCancellation] = []
    /// What came of each, where it is of several that belong together.
    public var parts: [TaskChangeResult] = []

    public init(
        _ answer: TaskChangeAnswer, action: ActionName? = nil, nextDue: DueTimes = .none,
        released: ActionRelease? = nil
    ) {
        self.answer = answer
        self.action = action
        self.nextDue = nextDue
        self.released = released
    }
}

/// Runs of an action that no longer count against its window.
public struct ActionRelease: Sendable, Hashable {
    public var action: ActionName
    public var runs: OutstandingRuns
    public var runIDs: [RunID]

    public init(action: ActionName, runs: OutstandingRuns, runIDs: [RunID]) {
        self.action = action
        self.runs = runs
        self.runIDs = runIDs
    }
}
