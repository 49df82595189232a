public import JSON
internal import Recurrence
public import TaskModel
internal import Timekeeping

/// A task as clients see it.
public struct TaskView: Sendable {
    public var task: StoredTask
    /// Why a task that is due does not run.
    public var waiting: WaitingReason?
    /// The latest attempt, if it was asked for.
    public var lastRun: StoredRun?

    public init(task: StoredTask, waiting: WaitingReason? = nil, lastRun: StoredRun? = nil) {
        self.task = task
        self.waiting = waiting
        self.lastRun = lastRun
    }

    public func write(into json: inout JSONWriter) {
        write(TaskField.work, into: &json)
        json.field("run_at", task.progress.runAt)
        write(TaskField.times, into: &json)
        writeAnchor(into: &json)
        json.field("status", task.progress.status.name)
        json.field("attempt", task.progress.attempt)
        if let retryAt = task.progress.retryAt { json.field("retry_at", retryAt) }
        write(TaskField.policies, into: &json)
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

    private func write(_ fields: [TaskField], into json: inout JSONWriter) {
        for index in fields.indices where fields[index].isShown {
            fields[index].field.write(task.definition, .view, into: &json)
        }
    }

    /// Writes what a recurrence is computed from.
    private func writeAnchor(into json: inout JSONWriter) {
        let definition = task.definition
        guard definition.recurrence != nil else { return }
        json.object("anchor") { json in
            json.field("at", definition.runAt)
            if let local = definition.localAnchor { json.field("local", "\(local)") }
            json.key("given")
            json.bool(definition.isAnchored)
            if definition.origin != definition.id { json.field("origin", definition.origin) }
        }
    }
}
