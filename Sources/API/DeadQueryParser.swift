import Hummingbird
import Messages
import TaskModel

/// Turns the query of `GET /dead` and `DELETE /dead` into a ``DeadQuery``.
enum DeadQueryParser {
    private static let filter = ["action", "error_code", "from", "to"]
    static let ofList = filter + ["limit", "cursor"]
    static let ofDiscard = filter + ["confirm"]

    struct Parsed {
        var query = DeadQuery()
        var isConfirmed = false
    }

    /// - Parameter known: ``ofList`` or ``ofDiscard``; the latter asks for a filter or a confirmation.
    /// - Throws: ``Problem``: 422 where a parameter can't be accepted.
    static func parse(_ parameters: Parameters, _ known: [String]) throws -> Parsed {
        var parsed = Parsed()
        var reader = QueryReader("a list of dead runs", known: known)
        try reader.read(parameters) { reader, name, value in
            switch name {
            case "limit": parsed.query.limit = reader.limit(value)
            case "cursor": parsed.query.after = reader.cursor(DeadCursor(text: value))
            case "confirm":
                parsed.isConfirmed = value == "true"
                if !parsed.isConfirmed { reader.add("confirm", "must be true, or left out") }
            default:
                do throws(FieldError) {
                    let isTime = name == "from" || name == "to"
                    try parsed.query.filter.set(
                        name, isTime ? QueryReader.offsetSign(in: value) : value, pointer: name)
                } catch {
                    reader.add(error.pointer, error.detail)
                }
            }
        }
        if let error = parsed.query.filter.contradiction(pointer: "to") { reader.add(error.pointer, error.detail) }
        if known == ofDiscard, parsed.query.filter == DeadFilter(), !parsed.isConfirmed {
            reader.add("confirm", "must be true where no filter is given: all dead runs would be discarded")
        }
        try reader.check()
        return parsed
    }
}
