public import Messages
public import TaskModel

/// What an executor says of a run.
public enum RunReport: Sendable, Hashable {
    case started(RunStarted)
    case finished(RunFinished)
    /// Its consumers died while they had it, as often as the broker allows.
    case crashed(RunCrash)
}

/// A run that the broker gave up since its consumers died: of this run, or of another that they had with it.
public struct RunCrash: Sendable, Hashable {
    public var runID: RunID
    public var taskID: TaskID
    public var attempt: Int
    /// Whether no other run was with these consumers: then this one is to blame.
    public var wasAlone: Bool
    /// What the broker said.
    public var error: RunError

    public init(runID: RunID, taskID: TaskID, attempt: Int, wasAlone: Bool, error: RunError) {
        self.runID = runID
        self.taskID = taskID
        self.attempt = attempt
        self.wasAlone = wasAlone
        self.error = error
    }
}
