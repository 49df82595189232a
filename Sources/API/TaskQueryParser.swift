import Hummingbird
import Messages
import TaskModel

/// Turns the query of `GET /tasks` into a ``TaskQuery``, or says of each parameter what is wrong with it.
enum TaskQueryParser {
    /// - Throws: ``Problem``: 422 where a parameter can't be accepted.
    static func parse(_ parameters: Parameters) throws -> TaskQuery {
        var query = TaskQuery()
        var reader = QueryReader("a list", known: ["status", "limit", "cursor"])
        try reader.read(parameters) { reader, name, value in
            switch name {
            case "status":
                query.status = TaskStatus(name: value)
                if query.status == nil {
                    let words = TaskStatus.allCases.map(\.name).joined(separator: ", ")
                    reader.add("status", "must be one of \(words)")
                }
            case "limit": query.limit = reader.limit(value)
            default: query.after = reader.cursor(TaskCursor(text: value))
            }
        }
        return query
    }
}

/// Turns the query of `GET /tasks/{task_id}/runs` into a ``RunQuery``.
enum RunQueryParser {
    /// - Throws: ``Problem``: 422 where a parameter can't be accepted.
    static func parse(_ parameters: Parameters, taskID: TaskID) throws -> RunQuery {
        var query = RunQuery(taskID: taskID)
        var reader = QueryReader("a history", known: ["limit", "cursor"])
        try reader.read(parameters) { reader, name, value in
            switch name {
            case "limit": query.limit = reader.limit(value)
            default: query.after = reader.cursor(RunID(value))
            }
        }
        return query
    }
}
