/// Which task it is, and what others choose it by.
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
