public import TaskModel

/// Names a run and the task that it belongs to, under which it is stored.
public struct RunReference: Sendable, Hashable {
    public var taskID: TaskID
    public var runID: RunID

    public init(taskID: TaskID, runID: RunID) {
        self.taskID = taskID
        self.runID = runID
    }
}
