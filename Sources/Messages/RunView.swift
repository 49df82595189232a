public import JSON
public import TaskModel
internal import Timekeeping

/// A run as clients see it.
public struct RunView: Sendable {
    public var run: StoredRun

    public init(_ run: StoredRun) {
        self.run = run
    }

    public func write(into json: inout JSONWriter) {
        json.field("run_id", run.id)
        json.field("scheduled_for", run.scheduledFor)
        json.field("attempt", run.attempt)
        json.field("state", run.state.name)
        if let dueAt = run.dueAt { json.field("due_at", dueAt) }
        if let queuedAt = run.queuedAt { json.field("queued_at", queuedAt) }
        if let startedAt = run.startedAt { json.field("started_at", startedAt) }
        if let finishedAt = run.finishedAt { json.field("finished_at", finishedAt) }
        if let dueAt = run.dueAt, let queuedAt = run.queuedAt {
            json.field("lateness_ms", Int(max(0, queuedAt.milliseconds - dueAt.milliseconds)))
        }
        if let reason = run.lateReason { json.field("late_reason", reason.rawValue) }
        if run.isBackfill {
            json.key("backfill")
            json.bool(true)
        }
        if let startedAt = run.startedAt, let finishedAt = run.finishedAt {
            json.field("duration_ms", Int(max(0, finishedAt.milliseconds - startedAt.milliseconds)))
        }
        if let executor = run.executor { json.field("executor", executor) }
        if let output = run.output { json.field("output", output) }
        if let error = run.error { json.object("error") { error.write(into: &$0) } }
    }
}

extension RunError {
    func write(into json: inout JSONWriter) {
        json.field("code", code)
        json.field("message", message)
    }
}
