public import TaskModel

/// A run without a result, and what it may count against.
public struct LimitedRun: Sendable, Hashable {
    public var id: RunID
    public var taskID: TaskID
    public var action: ActionName
    public var group: TaskGroup
    /// Where it goes, of a webhook.
    public var host: WebhookHost?
    /// Whether an executor has announced it.
    public var isLong: Bool

    public init(
        id: RunID, taskID: TaskID, action: ActionName, group: TaskGroup, host: WebhookHost?, isLong: Bool = false
    ) {
        self.id = id
        self.taskID = taskID
        self.action = action
        self.group = group
        self.host = host
        self.isLong = isLong
    }

    var flow: Flow { host.map(Flow.host) ?? .task(taskID) }
}
