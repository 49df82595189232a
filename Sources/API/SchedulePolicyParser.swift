import JSON
import Messages
import TaskModel

/// Reads the fields of a task for occurrences that can't simply run.
struct SchedulePolicyParser {
    static let known = SchedulePolicy.fields.map(\.name)

    private(set) var policy = SchedulePolicy.standard

    /// - Returns: whether the field is one of these.
    mutating func read(
        _ name: String, _ fields: inout FieldReader, _ reader: inout JSONReader
    ) throws -> Bool {
        guard let field = SchedulePolicy.fields.first(where: { $0.name == name }) else { return false }
        try fields.accept("/" + name) { try field.read(&policy, &reader) }
        return true
    }

    /// Checks what the fields mean together.
    func check(recurs: Bool, _ fields: inout FieldReader) {
        for name in Self.known where fields.isPresent(name) && !recurs {
            fields.add("/\(name)", "is only for a task with a recurrence")
        }
        if recurs, fields.isPresent("max_missed"), policy.onMissed != .all {
            fields.add("/max_missed", "is only for on_missed: all")
        }
    }
}
