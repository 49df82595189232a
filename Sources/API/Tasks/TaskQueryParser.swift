import Hummingbird
import Messages
import TaskModel
import Timekeeping

/// Parses the query of `GET /tasks`.
enum TaskQueryParser {
    /// - Throws: ``Problem`` 422 if a parameter can't be accepted.
    ///
    /// - Parameter now: the time by which tasks are late.
    static func parse(_ parameters: Parameters, now: Timestamp) throws -> TaskQuery {
        var query = TaskQuery()
        var isLate = false
        var cursor: String?
        var reader = QueryReader(
            "a list", known: TaskFilterField.parameters + ["late", "sort", "order", "limit", "cursor", "count"])
        try reader.read(parameters) { reader, name, value in
            switch name {
            case "sort":
                let words = TaskOrder.Key.allCases.map(\.rawValue).joined(separator: " or ")
                query.order.key = reader.value(TaskOrder.Key(rawValue: value), name, "must be \(words)") ?? .runAt
            case "order":
                query.order.isDescending = value == "desc"
                if value != "desc", value != "asc" { reader.add("order", "must be asc or desc") }
            case "limit": query.limit = reader.limit(value)
            case "late": isLate = reader.flag(name, value)
            case "count": query.countsAll = reader.flag(name, value)
            case "cursor": cursor = value
            default: query.filter.read(name, value, &reader)
            }
        }
        query.filter.check(&reader)
        if isLate {
            if !query.filter.statuses.isEmpty, query.filter.statuses != [.scheduled] {
                reader.add("status", "must be scheduled, or left out, with late=true: late tasks are scheduled")
            }
            query.filter = query.filter.late(at: now)
        }
        if let cursor { query.after = reader.cursor(TaskCursor(text: cursor, in: query.order)) }
        try reader.check()
        return query
    }

    /// Parses the query of `DELETE /tasks`: a filter and a confirmation.
    ///
    /// - Throws: ``Problem`` 422 if a parameter can't be accepted.
    static func parseDeletion(_ parameters: Parameters) throws -> TaskFilter {
        var filter = TaskFilter()
        var isConfirmed = false
        var reader = QueryReader("a deletion", known: TaskFilterField.parameters + ["confirm"])
        try reader.read(parameters) { reader, name, value in
            if name == "confirm" { isConfirmed = reader.flag(name, value) } else { filter.read(name, value, &reader) }
        }
        filter.check(&reader)
        if !isConfirmed {
            reader.add(
                "confirm", "must be true: all tasks that match are deleted, and every task if there is no filter")
        }
        try reader.check()
        return filter
    }
}

extension TaskFilter {
    /// Sets a part of the filter from a parameter, one of ``TaskFilterField/parameters``.
    fileprivate mutating func read(_ name: String, _ value: String, _ reader: inout QueryReader) {
        switch TaskFilterField.all.first(where: { $0.parameter == name })?.input {
        case .text(let set): for fault in set(&self, value) { reader.add(name, fault) }
        case .time(let set): if let time = reader.time(name, value) { set(&self, time) }
        case .some(.none), nil: break
        }
    }

    fileprivate func check(_ reader: inout QueryReader) {
        if let runFrom, let runTo, runFrom >= runTo { reader.add("run_to", "must be later than run_from") }
        if let createdFrom, let createdTo, createdFrom >= createdTo {
            reader.add("created_to", "must be later than created_from")
        }
    }
}

/// Parses the query of `GET /tasks/{task_id}/runs`.
enum RunQueryParser {
    /// - Throws: ``Problem`` 422 if a parameter can't be accepted.
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
