public import Timekeeping

/// A condition on tasks. All of its parts must hold; a part without a value holds for every task.
public struct TaskFilter: Hashable, Sendable {
    /// One of these; empty for any.
    public var statuses: Set<TaskStatus>
    public var action: ActionName?
    /// One of these; `nil` for any.
    public var groups: Set<TaskGroup>?
    /// All of these.
    public var tags: Set<TaskTag>
    /// How the name begins.
    public var namePrefix: String?
    /// The next occurrence, the one under way, or the last: from the first on, before the second.
    public var runFrom: Timestamp?
    public var runTo: Timestamp?
    /// When it was made: from the first on, before the second.
    public var createdFrom: Timestamp?
    public var createdTo: Timestamp?
    /// Only tasks that are late then: see ``TaskProgress/isLate(at:)``.
    public var lateAt: Timestamp?

    public init(
        statuses: Set<TaskStatus> = [], action: ActionName? = nil, groups: Set<TaskGroup>? = nil,
        tags: Set<TaskTag> = [], namePrefix: String? = nil, runFrom: Timestamp? = nil, runTo: Timestamp? = nil,
        createdFrom: Timestamp? = nil, createdTo: Timestamp? = nil
    ) {
        self.statuses = statuses
        self.action = action
        self.groups = groups
        self.tags = tags
        self.namePrefix = namePrefix
        self.runFrom = runFrom
        self.runTo = runTo
        self.createdFrom = createdFrom
        self.createdTo = createdTo
    }

    /// Leaves out what is not late at an instant. What is late is scheduled, for a time before: so an index finds it.
    public func late(at instant: Timestamp) -> TaskFilter {
        var filter = self
        let latest = instant - TaskProgress.punctuality
        filter.lateAt = instant
        filter.statuses = [.scheduled]
        filter.runTo = min(runTo ?? .latest, latest)
        return filter
    }

    /// Leaves out everything that is not of these groups; `nil` leaves out nothing.
    public func within(_ allowed: Set<TaskGroup>?) -> TaskFilter {
        guard let allowed else { return self }
        var filter = self
        filter.groups = groups.map { $0.intersection(allowed) } ?? allowed
        return filter
    }

    /// Whether a task is one of them.
    public func matches(_ task: StoredTask) -> Bool {
        let definition = task.definition
        return (statuses.isEmpty || statuses.contains(task.progress.status))
            && (action.map { $0 == definition.action } ?? true)
            && (groups?.contains(definition.group) ?? true)
            && (tags.isEmpty || tags.isSubset(of: definition.tags))
            && (namePrefix.map { definition.name?.rawValue.utf8.starts(with: $0.utf8) ?? false } ?? true)
            && Self.isWithin(task.progress.runAt, runFrom, runTo)
            && Self.isWithin(task.createdAt, createdFrom, createdTo)
            && (lateAt.map { task.progress.isLate(at: $0) } ?? true)
    }

    /// Whether the indexes by status and group know which tasks match, so that they can be counted there.
    public var isIndexed: Bool {
        self == TaskFilter(statuses: statuses, groups: groups, runFrom: runFrom, runTo: runTo)
    }

    private static func isWithin(_ time: Timestamp, _ from: Timestamp?, _ to: Timestamp?) -> Bool {
        (from.map { time >= $0 } ?? true) && (to.map { time < $0 } ?? true)
    }
}
