public import JSON
internal import Recurrence
public import TaskModel
internal import Timekeeping

/// A task as clients see it.
public struct TaskView: Sendable {
    public var task: StoredTask
    /// Why a task that is due does not run.
    public var waiting: WaitingReason?
    /// The latest attempt, where it was asked for.
    public var lastRun: StoredRun?

    public init(task: StoredTask, waiting: WaitingReason? = nil, lastRun: StoredRun? = nil) {
        self.task = task
        self.waiting = waiting
        self.lastRun = lastRun
    }

    public func write(into json: inout JSONWriter) {
        let definition = task.definition
        json.field("task_id", definition.id)
        if let name = definition.name { json.field("name", name.rawValue) }
        json.field("group", definition.group.rawValue)
        if !definition.tags.isEmpty { json.field("tags", definition.tags) }
        json.field("priority", definition.priority.rawValue)
        json.field("action", definition.action.rawValue)
        json.field("payload", definition.payload)
        json.field("run_at", task.progress.runAt)
        if let recurrence = definition.recurrence {
            json.key("recurrence")
            recurrence.write(into: &json)
            json.field("timezone", definition.zone.identifier)
            json.object("anchor") { json in
                json.field("at", definition.runAt)
                if let local = definition.localAnchor { json.field("local", "\(local)") }
                json.key("given")
                json.bool(definition.isAnchored)
                if definition.origin != definition.id { json.field("origin", definition.origin) }
            }
        }
        json.field("status", task.progress.status.name)
        json.field("attempt", task.progress.attempt)
        if let retryAt = task.progress.retryAt { json.field("retry_at", retryAt) }
        json.field("timeout_seconds", definition.timeoutSeconds)
        json.object("retry") { definition.retry.write(into: &$0) }
        if definition.recurrence != nil { definition.schedule.write(into: &json) }
        if let expiresAt = definition.expiresAt { json.field("expires_at", expiresAt) }
        if let waiting {
            json.object("waiting") { json in
                json.field("reason", waiting.reason)
                json.field("detail", waiting.detail)
                json.field("since", waiting.since)
            }
        }
        if let error = task.error { json.object("error") { error.write(into: &$0) } }
        if let lastRun { json.object("last_run") { RunView(lastRun).write(into: &$0) } }
        json.field("revision", task.revision)
        json.field("created_at", task.createdAt)
        json.field("updated_at", task.updatedAt)
    }
}
