public import JSON
public import TaskModel

/// The bodies of the answers that clients see, as the scheduler writes them and the API hands them on.
public enum ResponseJSON {
    public static func created(_ id: TaskID) -> RawJSON { message("Task scheduled successfully", id) }
    public static func replaced(_ id: TaskID) -> RawJSON { message("Task replaced successfully", id) }
    public static func unchanged(_ id: TaskID) -> RawJSON { message("Task is the same already", id) }
    public static func redriven(_ id: TaskID) -> RawJSON { message("Run put back successfully", id) }
    public static func queued(_ id: RunID) -> RawJSON {
        RawJSON(
            unchecked: JSONWriter.object { json in
                json.field("message", "Run queued successfully")
                json.field("run_id", id)
            })
    }
    public static let deleted = RawJSON(#"{"message":"Task deleted successfully"}"#)
    public static let paused = RawJSON(#"{"message":"Task paused successfully"}"#)
    public static let resumed = RawJSON(#"{"message":"Task resumed successfully"}"#)
    /// - Parameter runs: those that are under way, and are asked to stop.
    public static func cancelled(_ runs: [RunID]) -> RawJSON {
        RawJSON(
            unchecked: JSONWriter.object { json in
                json.field(
                    "message", runs.isEmpty ? "Task cancelled successfully" : "The runs under way are told to stop")
                json.strings("run_ids", runs.map(\.description))
            })
    }
    public static let limitDeleted = RawJSON(#"{"message":"Limit deleted successfully"}"#)
    public static let discarded = RawJSON(#"{"message":"Run discarded successfully"}"#)
    public static let revoked = RawJSON(#"{"message":"Key revoked successfully"}"#)
    public static let pong = RawJSON(#"{"status":"ok"}"#)

    private static func message(_ text: String, _ id: TaskID) -> RawJSON {
        RawJSON(
            unchecked: JSONWriter.object { json in
                json.field("message", text)
                json.field("task_id", id)
            })
    }

    public static func task(_ view: TaskView) -> RawJSON {
        RawJSON(
            unchecked: JSONWriter.object(capacity: 1024 + view.task.definition.payload.bytes.count) { json in
                json.object("task") { view.write(into: &$0) }
            })
    }

    /// - Parameters:
    ///   - next: where the next page begins, if there is one.
    ///   - total: how many there are in all, if the query asked for that.
    public static func tasks(_ views: [TaskView], next: String?, total: Int?) -> RawJSON {
        page("tasks", views, next: next, total: total) { view, json in view.write(into: &json) }
    }

    public static func actions(_ views: [ActionView]) -> RawJSON {
        page("actions", views, next: nil) { view, json in view.write(into: &json) }
    }

    public static func limits(_ views: [LimitView]) -> RawJSON {
        page("limits", views, next: nil) { view, json in view.write(into: &json) }
    }

    public static func limit(_ view: LimitView) -> RawJSON {
        RawJSON(unchecked: JSONWriter.object { $0.object("limit") { view.write(into: &$0) } })
    }

    /// - Parameter next: where the next page begins, if there is one.
    public static func runs(_ runs: [StoredRun], next: RunID?) -> RawJSON {
        page("runs", runs, next: next?.description) { run, json in RunView(run).write(into: &json) }
    }

    /// - Parameter next: where the next page begins, if there is one.
    public static func dead(_ runs: [DeadRun], next: DeadCursor?) -> RawJSON {
        page("dead", runs, next: next?.text) { dead, json in
            if dead.run.taskID != .none { json.field("task_id", dead.run.taskID) }
            json.field("action", dead.action.rawValue)
            RunView(dead.run).write(into: &json)
        }
    }

    private static func page<Entry>(
        _ name: StaticString, _ entries: [Entry], next: String?, total: Int? = nil,
        write: (Entry, inout JSONWriter) -> Void
    ) -> RawJSON {
        RawJSON(
            unchecked: JSONWriter.object(capacity: 1024 * (1 + entries.count)) { json in
                json.array(name) { json in
                    for entry in entries { json.object { write(entry, &$0) } }
                }
                if let next { json.field("next_cursor", next) }
                if let total { json.field("total", total) }
            })
    }
}
