public import Timekeeping

/// A task as the table holds it.
public struct StoredTask: Hashable, Sendable {
    public var definition: NewTask
    public var progress: TaskProgress
    /// Why its latest attempt failed; nil once one has succeeded.
    public var error: RunError?
    public var createdAt: Timestamp
    public var updatedAt: Timestamp

    public init(
        definition: NewTask, progress: TaskProgress, error: RunError?, createdAt: Timestamp, updatedAt: Timestamp
    ) {
        self.definition = definition
        self.progress = progress
        self.error = error
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    public var id: TaskID { definition.id }
}
