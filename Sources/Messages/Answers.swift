public import JSON
public import TaskModel

/// The bodies of the answers that clients see, as the scheduler writes them and the API hands them on.
public enum Answers {
    public static func created(_ id: TaskID) -> RawJSON {
        RawJSON(
            unchecked: JSONWriter.object { json in
                json.field("message", "Task scheduled successfully")
                json.field("task_id", id)
            })
    }

    public static let deleted = RawJSON(#"{"message":"Task deleted successfully"}"#)

    public static let pong = RawJSON(#"{"status":"ok"}"#)

    public static func task(_ view: TaskView) -> RawJSON {
        RawJSON(
            unchecked: JSONWriter.object(capacity: 1024 + view.task.definition.payload.bytes.count) { json in
                json.object("task") { view.write(into: &$0) }
            })
    }

    /// - Parameter next: where the next page begins, if there is one.
    public static func tasks(_ views: [TaskView], next: TaskCursor?) -> RawJSON {
        RawJSON(
            unchecked: JSONWriter.object(capacity: 1024 * (1 + views.count)) { json in
                json.array("tasks") { json in
                    for view in views { json.object { view.write(into: &$0) } }
                }
                if let next { json.field("next_cursor", next.text) }
            })
    }
}
