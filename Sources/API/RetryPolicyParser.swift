import JSON
import TaskModel

/// Reads the field `retry` of a task.
enum RetryPolicyParser {
    private static let known = ["max_attempts", "backoff", "initial_seconds", "max_seconds", "jitter"]

    static func read(_ fields: inout FieldReader, _ reader: inout JSONReader) throws -> RetryPolicy? {
        guard try fields.expect(.object, &reader, "/retry") else { return nil }
        var policy = RetryPolicy.standard
        let seconds = RetryPolicy.secondsRange
        try reader.readObject { reader, name in
            let pointer = JSONPointer.joining("/retry", name)
            switch name {
            case "max_attempts":
                policy.maxAttempts = try fields.int(&reader, pointer, in: RetryPolicy.attemptsRange) ?? 1
            case "backoff":
                policy.backoff = try fields.word(&reader, pointer, as: RetryPolicy.Backoff.self) ?? .exponential
            case "initial_seconds": policy.initialSeconds = try fields.double(&reader, pointer, in: seconds) ?? 0
            case "max_seconds": policy.maxSeconds = try fields.double(&reader, pointer, in: seconds) ?? 0
            case "jitter": policy.jitter = try fields.word(&reader, pointer, as: RetryPolicy.Jitter.self) ?? .full
            default:
                fields.add(pointer, "is not a field: retry has \(known.joined(separator: ", "))")
                try reader.skipValue()
            }
        }
        return policy
    }
}
