import Hummingbird
import JSON
import Messages
import TaskModel
import Timekeeping

/// Parses the query of `GET /dead` and `DELETE /dead`.
enum DeadQueryParser {
    private static let filter = ["action", "error_code", "from", "to"]
    static let ofList = filter + ["limit", "cursor"]
    static let ofDiscard = filter + ["confirm"]

    struct Parsed {
        var query = DeadQuery()
        var isConfirmed = false
    }

    /// - Parameter known: ``ofList``, or ``ofDiscard``, which requires a filter or a confirmation.
    /// - Throws: ``Problem`` 422 if a parameter can't be accepted.
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
            reader.add("confirm", "must be true if there is no filter: all dead runs would be discarded")
        }
        try reader.check()
        return parsed
    }
}

/// Reads the filter in the body of `POST /dead/redrive`.
enum DeadFilterParser {
    /// - Throws: ``Problem``: 400 if the body is not a JSON object, 422 if a field can't be accepted.
    static func parse(_ body: [UInt8]) throws -> DeadFilter {
        var filter = DeadFilter()
        var fields = FieldReader("a filter", known: ["action", "error_code", "from", "to"])
        try fields.read(body) { fields, reader, name in
            guard let text = try fields.string(&reader, "/" + name) else { return }
            do throws(FieldError) {
                try filter.set(name, text, pointer: "/" + name)
            } catch {
                fields.add(error.pointer, error.detail)
            }
        }
        if let error = filter.contradiction(pointer: "/to") { fields.add(error.pointer, error.detail) }
        guard fields.errors.isEmpty else { throw Problem.invalid(fields.errors) }
        return filter
    }
}

extension DeadFilter {
    /// Sets a part of the filter from a client's text.
    mutating func set(_ name: String, _ text: String, pointer: String) throws(FieldError) {
        switch name {
        case "action":
            action = ActionName(text)
            if action == nil { throw FieldError(pointer, "must be the name of an action") }
        case "error_code":
            guard (1...RunError.maximumCodeLength).contains(text.utf8.count) else {
                throw FieldError(pointer, "must have 1 to \(RunError.maximumCodeLength) bytes")
            }
            errorCode = text
        case "from": from = try TimeField.resolve(text, in: nil, pointer: pointer).instant
        default: to = try TimeField.resolve(text, in: nil, pointer: pointer).instant
        }
    }

    func contradiction(pointer: String) -> FieldError? {
        guard let from, let to, from >= to else { return nil }
        return FieldError(pointer, "must be later than from")
    }
}
