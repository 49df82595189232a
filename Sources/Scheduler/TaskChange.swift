public import TaskModel

/// What a client asks to be changed.
public enum TaskChange: Sendable, Hashable {
    case create(NewTask)
    case delete(TaskID)
}
