import JSON
import Messages
import TaskModel

/// Reads the field `retry` of a task.
struct RetryPolicyParser {
    /// Fields that must be left out if there is a list of delays.
    private static let ofBackoff = ["backoff", "initial_seconds", "max_seconds"]

    private var policy = RetryPolicy.standard
    private var seen: Set<String> = []

    static func read(_ fields: inout FieldReader, _ reader: inout JSONReader) throws -> RetryPolicy? {
        guard try fields.expect(.object, &reader, "/retry") else { return nil }
        var parser = RetryPolicyParser()
        try reader.readObject { reader, name in try parser.readField(name, &fields, &reader) }
        parser.check(&fields)
        return parser.policy
    }

    private mutating func readField(
        _ name: String, _ fields: inout FieldReader, _ reader: inout JSONReader
    ) throws {
        let pointer = JSONPointer.joining("/retry", name)
        guard let field = RetryPolicy.fields.first(where: { $0.name == name }) else {
            let known = RetryPolicy.fields.map(\.name).joined(separator: ", ")
            fields.add(pointer, "is not a field: retry has \(known)")
            return try reader.skipValue()
        }
        guard seen.insert(name).inserted else {
            fields.add(pointer, "is given twice")
            return try reader.skipValue()
        }
        try fields.accept(pointer) { try field.read(&policy, &reader) }
    }

    /// Checks what the fields mean together.
    private mutating func check(_ fields: inout FieldReader) {
        if seen.contains("schedule_seconds") {
            for name in Self.ofBackoff where seen.contains(name) {
                fields.add("/retry/\(name)", "must be left out where schedule_seconds is given")
            }
            if !seen.contains("max_attempts") {
                policy.maxAttempts = min(policy.scheduleSeconds.count + 1, RetryPolicy.attemptsRange.upperBound)
            }
            // Delays that are listed are exact.
            if !seen.contains("jitter") { policy.jitter = .none }
        } else if policy.initialSeconds > policy.maxSeconds {
            if !seen.contains("max_seconds") {
                policy.maxSeconds = policy.initialSeconds
            } else if !fields.hasError(at: "/retry/initial_seconds"), !fields.hasError(at: "/retry/max_seconds") {
                fields.add("/retry/initial_seconds", "must not be greater than max_seconds (\(policy.maxSeconds))")
            }
        }
    }
}
