import TaskModel

/// Which events a client wants, and may see. What is nil excludes nothing.
struct EventFilter: Hashable, Sendable {
    var groups: Set<TaskGroup>?
    var actions: Set<ActionName>?
    var taskIDs: Set<TaskID>?
    var types: Set<String>?

    func matches(_ event: EventSegment.Event) -> Bool {
        if let taskIDs, !taskIDs.contains(event.taskID) { return false }
        if let groups, !groups.contains(event.group) { return false }
        if let types, !types.contains(event.type) { return false }
        if let actions, !actions.contains(event.action) { return false }
        return true
    }

    /// The same, of these groups only; nil for all.
    func limited(to allowed: Set<TaskGroup>?) -> EventFilter {
        guard let allowed else { return self }
        var filter = self
        filter.groups = groups.map { $0.intersection(allowed) } ?? allowed
        return filter
    }
}
