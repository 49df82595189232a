import Hummingbird
import Messages
import TaskModel

/// Turns the query of `GET /tasks` into a ``TaskQuery``, or says of each parameter what is wrong with it.
enum TaskQueryParser {
    private static let known = ["status", "limit", "cursor"]

    /// - Throws: ``Problem``: 422 where a parameter can't be accepted.
    static func parse(_ parameters: Parameters) throws -> TaskQuery {
        var query = TaskQuery()
        var errors: [FieldError] = []
        var seen: Set<Substring> = []
        for (name, value) in parameters {
            if !seen.insert(name).inserted {
                errors.append(FieldError(String(name), "is given twice"))
                continue
            }
            switch name {
            case "status":
                query.status = TaskStatus(name: String(value))
                if query.status == nil {
                    let words = TaskStatus.allCases.map(\.name).joined(separator: ", ")
                    errors.append(FieldError("status", "must be one of \(words)"))
                }
            case "limit":
                let range = TaskQuery.limitRange
                if let limit = Int(value), range.contains(limit) {
                    query.limit = limit
                } else {
                    let expected = "must be a whole number from \(range.lowerBound) to \(range.upperBound)"
                    errors.append(FieldError("limit", expected))
                }
            case "cursor":
                query.after = TaskCursor(text: String(value))
                if query.after == nil { errors.append(FieldError("cursor", "is not a next_cursor of a list")) }
            default:
                let expected = "is not a parameter: a list takes \(known.joined(separator: ", "))"
                errors.append(FieldError(String(name), expected))
            }
        }
        guard errors.isEmpty else {
            throw Problem(status: .unprocessableContent, detail: "the query can't be answered", errors: errors)
        }
        return query
    }
}
