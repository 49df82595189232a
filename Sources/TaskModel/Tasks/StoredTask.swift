public import Timekeeping

/// A task as the database keeps it.
public struct StoredTask: Hashable, Sendable {
    public var definition: TaskDefinition
    public var progress: TaskProgress
    /// Why its latest attempt failed; `nil` once an attempt has succeeded.
    public var error: RunError?
    /// How often a client changed its definition, from 1. Runs don't count.
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

    /// Whether a client that may see these groups may see it; `nil` stands for all groups.
    public func isWithin(_ groups: Set<TaskGroup>?) -> Bool {
        groups?.contains(definition.group) ?? true
    }
}

/// A new definition for an existing task.
public struct TaskUpdate: Hashable, Sendable {
    /// What an update does to the times of a task.
    public enum Times: String, Hashable, Sendable {
        /// Those that it has, whatever the definition says.
        case kept
        /// Others, from the same anchor, or from the same one in another zone.
        case changed
        /// Others, from the time that the update gives.
        case begun
    }

    /// The new definition, with the id of the task. The action stays.
    public var task: TaskDefinition
    public var times: Times
    /// The revision that the update was made from. If the task has another one, it is not changed.
    public var revision: Int

    public init(task: TaskDefinition, times: Times, revision: Int) {
        self.task = task
        self.times = times
        self.revision = revision
    }
}

/// The id of a task, and what filters use.
public struct TaskIdentity: Sendable, Hashable {
    public var id: TaskID
    public var name: TaskName?
    public var action: ActionName
    public var group: TaskGroup

    public init(id: TaskID, name: TaskName?, action: ActionName, group: TaskGroup) {
        self.id = id
        self.name = name
        self.action = action
        self.group = group
    }
}

extension TaskDefinition {
    public var identity: TaskIdentity { TaskIdentity(id: id, name: name, action: action, group: group) }
}

/// Why a task that is due is not running.
public struct WaitingReason: Hashable, Sendable {
    /// A word for programs.
    public var reason: String
    /// A sentence for people, with what to do.
    public var detail: String
    /// Since when this is so.
    public var since: Timestamp

    public init(reason: String, detail: String, since: Timestamp) {
        self.reason = reason
        self.detail = detail
        self.since = since
    }
}
