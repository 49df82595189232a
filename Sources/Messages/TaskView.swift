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
        json.field("action", definition.action.rawValue)
        json.field("payload", definition.payload)
        json.field("run_at", task.progress.runAt)
        if let recurrence = definition.recurrence {
            json.field("recurrence", recurrence.rawValue)
            json.field("timezone", definition.zone.identifier)
        }
        json.field("status", task.progress.status.name)
        json.field("attempt", task.progress.attempt)
        if let dueAt = task.progress.dueAt, task.progress.attempt > 1 { json.field("retry_at", dueAt) }
        json.field("timeout_seconds", definition.timeoutSeconds)
        json.object("retry") { definition.retry.write(into: &$0) }
        if let waiting {
            json.object("waiting") { json in
                json.field("reason", waiting.reason)
                json.field("detail", waiting.detail)
                json.field("since", waiting.since)
            }
        }
        if let error = task.error { json.object("error") { Self.write(error, into: &$0) } }
        if let lastRun { json.object("last_run") { Self.write(lastRun, into: &$0) } }
        json.field("created_at", task.createdAt)
        json.field("updated_at", task.updatedAt)
    }

    private static func write(_ run: StoredRun, into json: inout JSONWriter) {
        json.field("run_id", run.id)
        json.field("scheduled_for", run.scheduledFor)
        json.field("attempt", run.attempt)
        json.field("state", run.state.name)
        json.field("queued_at", run.queuedAt)
        if let startedAt = run.result?.startedAt ?? run.startedAt { json.field("started_at", startedAt) }
        if let finishedAt = run.result?.finishedAt { json.field("finished_at", finishedAt) }
        if let output = run.result?.output { json.field("output", output) }
        if let error = run.result?.error { json.object("error") { write(error, into: &$0) } }
    }

    private static func write(_ error: RunError, into json: inout JSONWriter) {
        json.field("code", error.code)
        json.field("message", error.message)
    }
}
