import JSON
import TaskModel

/// Reads the field `retry` of a task.
struct RetryPolicyParser {
    private static let known = [
        "max_attempts", "backoff", "initial_seconds", "max_seconds", "jitter", "schedule_seconds", "max_age_seconds",
    ]
    /// What says nothing beside a list of delays.
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
        guard Self.known.contains(name) else {
            fields.add(pointer, "is not a field: retry has \(Self.known.joined(separator: ", "))")
            return try reader.skipValue()
        }
        guard seen.insert(name).inserted else {
            fields.add(pointer, "is given twice")
            return try reader.skipValue()
        }
        let seconds = RetryPolicy.secondsRange
        switch name {
        case "max_attempts":
            policy.maxAttempts = try fields.int(&reader, pointer, in: RetryPolicy.attemptsRange) ?? 1
        case "backoff":
            policy.backoff = try fields.word(&reader, pointer, as: RetryPolicy.Backoff.self) ?? .exponential
        case "initial_seconds": policy.initialSeconds = try fields.double(&reader, pointer, in: seconds) ?? 0
        case "max_seconds": policy.maxSeconds = try fields.double(&reader, pointer, in: seconds) ?? 86_400
        case "jitter": policy.jitter = try fields.word(&reader, pointer, as: RetryPolicy.Jitter.self) ?? .full
        case "schedule_seconds": policy.scheduleSeconds = try Self.schedule(&fields, &reader, pointer)
        case "max_age_seconds":
            if try reader.readNull() { return }
            policy.maxAgeSeconds = try fields.double(&reader, pointer, in: RetryPolicy.maxAgeRange)
        default: try reader.skipValue()
        }
    }

    private static func schedule(
        _ fields: inout FieldReader, _ reader: inout JSONReader, _ pointer: String
    ) throws -> [Double] {
        guard try fields.expect(.array, &reader, pointer) else { return [] }
        var delays: [Double] = []
        var count = 0
        try reader.readArray { reader in
            let delay = try fields.double(&reader, "\(pointer)/\(count)", in: RetryPolicy.secondsRange)
            count += 1
            if let delay, count <= RetryPolicy.maximumSchedule { delays.append(delay) }
        }
        if !(1...RetryPolicy.maximumSchedule).contains(count) {
            fields.add(pointer, "must hold 1 to \(RetryPolicy.maximumSchedule) delays in seconds")
        }
        return delays
    }

    /// What the fields say together.
    private mutating func check(_ fields: inout FieldReader) {
        if seen.contains("schedule_seconds") {
            for name in Self.ofBackoff where seen.contains(name) {
                fields.add("/retry/\(name)", "must be left out where schedule_seconds is given")
            }
            if !seen.contains("max_attempts") {
                policy.maxAttempts = min(policy.scheduleSeconds.count + 1, RetryPolicy.attemptsRange.upperBound)
            }
            // Whoever lists delays means them.
            if !seen.contains("jitter") { policy.jitter = .none }
        } else if policy.initialSeconds > policy.maxSeconds {
            if seen.contains("max_seconds") {
                fields.add("/retry/initial_seconds", "must not be greater than max_seconds (\(policy.maxSeconds))")
            } else {
                policy.maxSeconds = policy.initialSeconds
            }
        }
    }
}
