import JSON
import TaskModel
import Timekeeping

/// Reads the filter in the body of `POST /dead/redrive`.
enum DeadFilterParser {
    /// - Throws: ``Problem``: 400 where the body is not a JSON object, 422 where a field can't be accepted.
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
    /// Sets a part of the filter from what a client gave.
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
