import JSON
import Messages
import Recurrence
import TaskModel
import Timekeeping

/// A change of a task's definition: a merge patch (RFC 7396) of what a client sees of it.
struct TaskPatch {
    private let patch: RawJSON
    private let names: Set<String>

    /// - Throws: ``Problem``: 400 where the body is not a JSON object, 422 where it names what can't be changed.
    init(_ body: [UInt8]) throws {
        let members: [(name: String, value: RawJSON)]
        do {
            patch = try RawJSON(validating: body, maximumDepth: JSONReader.clientDepth)
            guard let found = try patch.members() else {
                throw Problem.malformed("the body must be a JSON object: the fields that change")
            }
            members = found
        } catch let error as JSONError {
            throw Problem.malformed("the body is not valid JSON: \(error)")
        }
        var fields = FieldReader("a task", known: [])
        var names: Set<String> = []
        for (name, value) in members {
            let pointer = JSONPointer.joining("", name)
            if !names.insert(name).inserted { fields.add(pointer, "is given twice") }
            fields.checkMembers(of: value, pointer)
            if TaskField.patchableInputs.contains(name) { continue }
            if TaskField.inputs.contains(name) {
                fields.add(pointer, "can't be changed: make another task")
            } else {
                let known = TaskField.patchableInputs.joined(separator: ", ")
                fields.add(pointer, "is not a field that can be changed: those are \(known)")
            }
        }
        guard fields.errors.isEmpty else { throw Problem.invalid(fields.errors) }
        self.names = names
    }

    /// A list of what may name calendars that matter: the task as it is, and the patch. Empty if the times stay.
    func naming(_ view: TaskDocument) -> [UInt8] {
        guard TimingParser.known.contains(where: names.contains) else { return [] }
        return Array("[".utf8) + RawJSON(members: view.members).bytes + Array(",".utf8) + patch.bytes + Array("]".utf8)
    }

    /// Makes the new definition.
    ///
    /// - Parameter zone: of what names none.
    /// - Throws: ``Problem`` 422 where it can't be accepted.
    func update(
        _ view: TaskDocument, now: Timestamp, zone: Zone? = nil, calendars: CalendarBook = CalendarBook()
    ) throws -> TaskUpdate {
        let changesTiming = TimingParser.known.contains(where: names.contains)
        var members = view.members.filter { TaskField.inputs.contains($0.name) && $0.name != "run_at" }
        // A recurrence has one form, and takes the place of the other as a whole.
        if names.contains("recurrence") { members.removeAll { $0.name == "recurrence" } }
        members = try RawJSON(members: members).merging(patch).members() ?? []
        let recurrence = members.first { $0.name == "recurrence" }?.value
        let onMissed = members.first { $0.name == "on_missed" }?.value.description
        members.removeAll { name, _ in
            guard !names.contains(name) else { return false }
            // What would mean nothing any more goes with what gave it its meaning.
            return recurrence == nil
                ? SchedulePolicyParser.known.contains(name)
                : name == "max_missed" && onMissed != #""all""#
        }
        let (task, times) = try TaskParser.parse(
            RawJSON(members: members).bytes, editing: view, changesTimes: changesTiming, now: now, zone: zone,
            calendars: calendars)
        return TaskUpdate(task: task, times: times, revision: view.revision)
    }
}
