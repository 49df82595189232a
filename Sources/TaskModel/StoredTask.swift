public import Timekeeping

/// A task as the table holds it.
public struct StoredTask: Hashable, Sendable {
    public var definition: TaskDefinition
    public var progress: TaskProgress
    /// Why its latest attempt failed; nil once one has succeeded.
    public var error: RunError?
    /// How often its definition was changed, from 1: by a client, not by its runs.
    public var revision: Int
    public var createdAt: Timestamp
    public var updatedAt: Timestamp

    public init(
        definition: TaskDefinition, progress: TaskProgress, error: RunError?, revision: Int = 1, createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        self.definition = definition
        self.progress = progress
        self.error = error
        self.revision = revision
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    public var id: TaskID { definition.id }

    /// Whether somebody who may know of these groups may know of it; nil stands for all groups.
    public func isWithin(_ groups: Set<TaskGroup>?) -> Bool {
        groups?.contains(definition.group) ?? true
    }
}
