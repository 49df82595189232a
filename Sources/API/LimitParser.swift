import JSON
import TaskModel
import Timekeeping

/// Reads the body of `PUT /limits/{name}`.
enum LimitParser {
    /// - Throws: ``Problem``: 400 where the body is not a JSON object, 422 where a field can't be accepted.
    static func parse(_ body: [UInt8], name: LimitName, now: Timestamp) throws -> RunLimit {
        var limit = RunLimit(name: name, maxConcurrent: nil, perSecond: nil, updatedAt: now)
        var fields = FieldReader("a limit", known: ["max_concurrent", "per_second"])
        try fields.read(body) { fields, reader, field in
            // The same as nothing.
            if try reader.readNull() { return }
            switch field {
            case "max_concurrent":
                limit.maxConcurrent = try fields.int(&reader, "/max_concurrent", in: RunLimit.concurrencyRange)
            default: limit.perSecond = try fields.double(&reader, "/per_second", in: RunLimit.rateRange)
            }
        }
        if fields.errors.isEmpty, limit.maxConcurrent == nil, limit.perSecond == nil {
            fields.add("/max_concurrent", "is missing: give max_concurrent, per_second, or both")
        }
        guard fields.errors.isEmpty else { throw Problem.invalid(fields.errors) }
        return limit
    }
}
