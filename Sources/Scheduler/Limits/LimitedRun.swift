public import TaskModel

/// A run without a result, and what it may count against.
public struct LimitedRun: Sendable, Hashable {
    public var id: RunID
    public var group: TaskGroup
    /// Where it goes, of a webhook.
    public var host: WebhookHost?

    public init(id: RunID, group: TaskGroup, host: WebhookHost?) {
        self.id = id
        self.group = group
        self.host = host
    }
}
