import JSON
import Messages
import Recurrence
import TaskModel
import Timekeeping

/// Turns the body of `POST /tasks` into a task, or says of each field what is wrong with it.
struct TaskParser {
    private var fields = FieldReader(known: TaskField.inputs)
    /// The fields that were read; the times and the policies come in at the end.
    private var task = TaskDefinition.blank
    private var timing: TimingParser
    private var expiresAt: String?
    private var schedule = SchedulePolicyParser()

    private init(timing: TimingParser) {
        self.timing = timing
    }

    /// - Parameters:
    ///   - body: what the client sent.
    ///   - id: of the new task.
    ///   - name: that the path gives to it.
    ///   - now: the start of a delay.
    ///   - zone: of a time that names none.
    ///   - calendars: those that the recurrence names.
    /// - Throws: ``Problem``: 400 if the body is not a JSON object, 422 if a field can't be accepted.
    static func parse(
        _ body: [UInt8], id: TaskID, name: TaskName? = nil, now: Timestamp, zone: Zone? = nil,
        calendars: CalendarBook = CalendarBook()
    ) throws -> TaskDefinition {
        var parser = TaskParser(timing: TimingParser(standardZone: zone))
        parser.timing.calendars = calendars
        return try parser.parse(body, id: id, name: name) { timing, fields in
            timing.timing(&fields, seed: TaskDefinition.seed(of: id), now: now)
        }
    }

    /// Reads the whole definition of a task that is edited.
    ///
    /// - Parameters:
    ///   - changesTimes: whether fields are given that say when it runs. Otherwise the times of the result mean nothing.
    ///   - zone: of a time that names none.
    ///   - calendars: those that the recurrence names.
    static func parse(
        _ body: [UInt8], editing task: TaskDocument, changesTimes: Bool, now: Timestamp, zone: Zone? = nil,
        calendars: CalendarBook = CalendarBook()
    ) throws -> (task: TaskDefinition, times: TaskUpdate.Times) {
        var parser = TaskParser(timing: TimingParser(standardZone: zone))
        parser.timing.calendars = calendars
        var times = TaskUpdate.Times.kept
        let new = try parser.parse(body, id: task.id, name: nil) { timing, fields in
            guard changesTimes else {
                return Timing(anchor: task.runAt, zone: timing.zone ?? timing.standardZone ?? .utc)
            }
            let edited = timing.edited(task.times, next: task.runAt, &fields, now: now)
            if let edited { times = edited.times }
            return edited?.timing
        }
        return (new, times)
    }

    /// - Parameter timing: returns what the fields that say when mean together.
    private mutating func parse(
        _ body: [UInt8], id: TaskID, name givenName: TaskName?,
        timing resolve: (TimingParser, inout FieldReader) -> Timing?
    ) throws -> TaskDefinition {
        try fields.read(body) { fields, reader, name in
            guard let index = TaskField.index(ofInput: name) else { return try reader.skipValue() }
            let field = TaskField.all[index]
            switch field.input {
            case .value: try fields.accept("/" + name) { try field.field.read(&task, &reader) }
            case .times: _ = try timing.read(name, &fields, &reader)
            case .retry: task.retry = try RetryPolicyParser.read(&fields, &reader) ?? .standard
            case .schedule: _ = try schedule.read(name, &fields, &reader)
            case .expiry: expiresAt = try fields.string(&reader, "/" + name)
            case .none: try reader.skipValue()
            }
        }
        fields.require(TaskField.requiredInputs)
        schedule.check(recurs: timing.recurrence != nil || fields.hasError(under: "/recurrence"), &fields)
        if let givenName {
            if let name = task.name, name != givenName { fields.add("/name", "is not the name in the path") }
            task.name = givenName
        }
        let start = resolve(timing, &fields)
        let end = expiresAt.flatMap { self.resolve($0, in: timing.zone ?? timing.standardZone, "/expires_at") }
        checkExpiry(end, start: start)
        checkPayload()
        guard fields.errors.isEmpty, let start else { throw Problem.invalid(fields.errors) }
        task.id = id
        task.origin = id
        task.schedule = schedule.policy
        task.expiresAt = end?.instant
        return start.task(like: task)
    }

    private mutating func resolve(_ text: String, in zone: Zone?, _ pointer: String) -> TimeField.Resolved? {
        do {
            return try TimeField.resolve(text, in: zone, pointer: pointer)
        } catch {
            // If the zone was given but is unknown, that error says enough.
            if !fields.hasError(at: "/timezone") { fields.add(error) }
            return nil
        }
    }

    private mutating func checkExpiry(_ end: TimeField.Resolved?, start: Timing?) {
        guard fields.isPresent("expires_at") else { return }
        if timing.recurrence != nil { fields.add("/expires_at", "is only for a task that runs once") }
        if let end, let start, end.instant <= start.anchor { fields.add("/expires_at", "must be later than run_at") }
    }

    /// The built-in actions know what they need; the payload of any other action is any JSON value.
    private mutating func checkPayload() {
        guard fields.isPresent("payload") else { return }
        fields.checkMembers(of: task.payload, "/payload")
        guard fields.isPresent("action"), !fields.hasError(at: "/action") else { return }
        do {
            switch task.action {
            case "webhook": _ = try WebhookPayload(task.payload)
            case "message": _ = try MessagePayload(task.payload)
            default: break
            }
        } catch let error as PayloadError {
            fields.add(FieldError("/payload" + error.pointer, error.detail, column: error.column))
        } catch {
            fields.add("/payload", "can't be read: \(error)")
        }
    }
}
