import JSON
import TaskModel

/// Reads the fields of a task that say what becomes of occurrences that cannot simply run.
struct SchedulePolicyParser {
    static let known = ["on_missed", "max_missed", "grace_seconds", "overlap", "on_failure"]

    private(set) var policy = SchedulePolicy.standard

    /// - Returns: whether the field is one of these.
    mutating func read(
        _ name: String, _ fields: inout FieldReader, _ reader: inout JSONReader
    ) throws -> Bool {
        let pointer = "/" + name
        switch name {
        case "on_missed":
            policy.onMissed = try fields.word(&reader, pointer, as: SchedulePolicy.OnMissed.self) ?? .latest
        case "max_missed":
            policy.maxMissed = try fields.int(&reader, pointer, in: SchedulePolicy.maxMissedRange) ?? 1
        case "grace_seconds":
            policy.graceSeconds = try fields.int(&reader, pointer, in: SchedulePolicy.graceRange) ?? 0
        case "overlap": policy.overlap = try fields.word(&reader, pointer, as: SchedulePolicy.Overlap.self) ?? .skip
        case "on_failure":
            policy.onFailure = try fields.word(&reader, pointer, as: SchedulePolicy.OnFailure.self) ?? .goOn
        default: return false
        }
        return true
    }

    /// What the fields say together.
    func check(recurs: Bool, _ fields: inout FieldReader) {
        for name in Self.known where fields.isPresent(name) && !recurs {
            fields.add("/\(name)", "is only for a task with a recurrence")
        }
        if recurs, fields.isPresent("max_missed"), policy.onMissed != .all {
            fields.add("/max_missed", "is only for on_missed: all")
        }
    }
}
