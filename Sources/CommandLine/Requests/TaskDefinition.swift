/// The fields of a task that a client gives, out of those that the API shows.
enum TaskDefinition {
    /// What the API fills in by itself.
    private static let shown: Set<String> = [
        "task_id", "status", "attempt", "retry_at", "waiting", "error", "last_run", "created_at", "updated_at",
        "revision", "anchor",
    ]

    /// What makes a task like this one.
    static func of(_ task: JSONValue) -> JSONValue {
        // Shown always, and taken only where it counts.
        let hasMaximum = task["on_missed"]?.text == "all"
        return .object(
            (task.members ?? []).filter { !shown.contains($0.key) && (hasMaximum || $0.key != "max_missed") })
    }

    /// What may be changed in it: all but the action.
    static func editable(_ task: JSONValue) -> JSONValue {
        .object((of(task).members ?? []).filter { $0.key != "action" })
    }
}
