public import TaskModel

/// What came of a change.
public enum TaskChangeResult: Sendable, Hashable {
    /// It is there now, or was already: a request that is delivered twice makes one task.
    case created
    /// It is gone, with its history. `released` runs of it were not known to be with the broker and are gone too.
    case deleted(action: ActionName, released: Int)
    case notFound
}
