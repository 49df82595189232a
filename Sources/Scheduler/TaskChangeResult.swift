public import Messages
public import TaskModel

/// What came of a change.
public struct TaskChangeResult: Sendable, Hashable {
    public var answer: TaskChangeAnswer
    /// The action whose work has changed; nil where none has.
    public var action: ActionName?
    /// What may be due sooner now.
    public var nextDue: DueTimes
    /// Runs of a task that was deleted.
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

/// What a deleted task no longer holds.
public struct ActionRelease: Sendable, Hashable {
    public var action: ActionName
    /// How many runs are gone, since they were not known to be with the broker.
    public var runs: OutstandingRuns
    /// Those runs.
    public var runIDs: [RunID]
    /// Runs that executors may have. They count against no limit any more, and against the window until they have been
    /// stopped.
    public var stopping: [RunID]

    public init(action: ActionName, runs: OutstandingRuns, runIDs: [RunID], stopping: [RunID] = []) {
        self.action = action
        self.runs = runs
        self.runIDs = runIDs
        self.stopping = stopping
    }
}
