internal import TaskModel

/// The statements that read lists of tasks: in either order, either way, through an index that fits the filter.
enum TaskListStatements {
    /// The tasks of one status, and of one group where one is given, by `run_at`. The place to begin is a row value, which
    /// the index is searched for.
    static func byRunAt(ofGroup: Bool, descending: Bool) -> String {
        let (index, group) = ofGroup ? ("tasks_by_group", "t.group_name = ? AND ") : ("tasks_by_status", "")
        let (comparison, direction) = order(descending)
        return """
            SELECT \(Statements.taskColumns.sql) FROM tasks t INDEXED BY \(index) JOIN actions a ON a.id = t.action_id
            WHERE \(group)t.status = ? AND (t.run_at, t.id) \(comparison) (?, ?)
            ORDER BY t.run_at \(direction), t.id \(direction)
            """
    }

    /// All tasks by their ids.
    static func byID(descending: Bool) -> String {
        let (comparison, direction) = order(descending)
        return """
            SELECT \(Statements.taskColumns.sql) FROM tasks t JOIN actions a ON a.id = t.action_id
            WHERE t.id \(comparison) ? ORDER BY t.id \(direction)
            """
    }

    /// The ids of tasks that have a tag.
    static let idsOfTag = "SELECT task_id FROM task_tags WHERE tag = ? LIMIT ?"
    /// The ids of tasks whose names lie between two texts.
    static let idsOfNames = """
        SELECT id FROM tasks INDEXED BY tasks_by_name WHERE name IS NOT NULL AND name >= ? AND name < ? LIMIT ?
        """

    private static func order(_ descending: Bool) -> (comparison: String, direction: String) {
        descending ? ("<", "DESC") : (">", "ASC")
    }

    /// How many tasks of one status there are, and of one group where one is given, between two times.
    static func count(ofGroup: Bool) -> String {
        let (index, group) = ofGroup ? ("tasks_by_group", "group_name = ? AND ") : ("tasks_by_status", "")
        return """
            SELECT count(*) FROM tasks INDEXED BY \(index)
            WHERE \(group)status = ? AND run_at >= ? AND run_at < ?
            """
    }

    /// All that there are, for the test that asks SQLite for their plans.
    static var all: [String] {
        let flags = [false, true]
        return flags.flatMap { first in flags.map { byRunAt(ofGroup: first, descending: $0) } }
            + flags.map { byID(descending: $0) } + flags.map { count(ofGroup: $0) } + [idsOfTag, idsOfNames]
    }
}
