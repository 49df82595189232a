import JSON
import Recurrence
import TaskModel
import Timekeeping

/// Turns the body of `POST /tasks` into a task, or says of each field what is wrong with it.
struct TaskParser {
    private var fields = FieldReader(
        known: [
            "action", "payload", "run_at", "in", "recurrence", "timezone", "timeout_seconds", "retry", "expires_at",
            "name", "group", "tags", "priority",
        ] + SchedulePolicyParser.known)
    private var action: ActionName?
    private var payload: RawJSON?
    private var timing: TimingParser
    private var expiresAt: String?
    private var name: TaskName?
    private var schedule = SchedulePolicyParser()
    private var timeoutSeconds: Int?
    private var retry: RetryPolicy?
    private var group: TaskGroup?
    private var tags: [TaskTag] = []
    private var priority = TaskPriority.standard

    private init(timing: TimingParser) {
        self.timing = timing
    }

    /// - Parameters:
    ///   - body: what the client sent.
    ///   - id: of the new task.
    ///   - name: that the path gives to it.
    ///   - now: from when a delay is reckoned.
    ///   - zone: of what names none.
    ///   - calendars: those that the recurrence names.
    /// - Throws: ``Problem``: 400 where the body is not a JSON object, 422 where a field can't be accepted.
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
    ///   - changesTimes: whether fields are given that say when it runs. Otherwise those of what is returned mean nothing.
    ///   - zone: of what names none.
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

    /// - Parameter timing: makes of the fields that say when what they mean together.
    private mutating func parse(
        _ body: [UInt8], id: TaskID, name givenName: TaskName?,
        timing resolve: (TimingParser, inout FieldReader) -> Timing?
    ) throws -> TaskDefinition {
        try fields.read(body) { fields, reader, name in
            switch name {
            case "action": action = try Self.action(&fields, &reader)
            case "payload": payload = try fields.anything(&reader, "/payload")
            case "timeout_seconds":
                timeoutSeconds = try fields.int(&reader, "/timeout_seconds", in: TaskDefinition.timeoutRange)
            case "retry": retry = try RetryPolicyParser.read(&fields, &reader)
            case "expires_at": expiresAt = try fields.string(&reader, "/expires_at")
            case "name": self.name = try Self.name(&fields, &reader)
            case "group": group = try fields.group(&reader, "/group")
            case "priority":
                priority =
                    try fields.int(&reader, "/priority", in: TaskPriority.range).flatMap(TaskPriority.init) ?? .standard
            case "tags": tags = try fields.tags(&reader, "/tags")
            default:
                if try timing.read(name, &fields, &reader) { return }
                if try !schedule.read(name, &fields, &reader) { try reader.skipValue() }
            }
        }
        fields.require(["action", "payload"])
        schedule.check(recurs: timing.recurrence != nil || fields.hasError(under: "/recurrence"), &fields)
        if let givenName, let name, name != givenName { fields.add("/name", "is not the name in the path") }
        let start = resolve(timing, &fields)
        let end = expiresAt.flatMap { self.resolve($0, in: timing.zone ?? timing.standardZone, "/expires_at") }
        checkExpiry(end, start: start)
        if let action, let payload { checkPayload(payload, of: action) }
        guard fields.errors.isEmpty, let action, let payload, let start else { throw Problem.invalid(fields.errors) }
        return TaskDefinition(
            id: id, action: action, payload: payload, runAt: start.anchor, firstAt: start.firstAt,
            isAnchored: start.isAnchored, localAnchor: start.skippedLocal, recurrence: start.recurrence,
            zone: start.zone, timeoutSeconds: timeoutSeconds ?? TaskDefinition.defaultTimeoutSeconds,
            retry: retry ?? .standard,
            schedule: schedule.policy, expiresAt: end?.instant, name: givenName ?? name,
            group: group ?? .standard, tags: tags, priority: priority)
    }

    // MARK: - Fields

    private static func action(_ fields: inout FieldReader, _ reader: inout JSONReader) throws -> ActionName? {
        guard let text = try fields.string(&reader, "/action") else { return nil }
        let name = ActionName(text)
        if name == nil {
            fields.add("/action", "must be 1 to \(ActionName.maximumLength) letters, digits, '.', '_' or '-'")
        }
        return name
    }

    private static func name(_ fields: inout FieldReader, _ reader: inout JSONReader) throws -> TaskName? {
        guard let text = try fields.string(&reader, "/name") else { return nil }
        let name = TaskName(text)
        if name == nil {
            fields.add("/name", TaskName.expectation)
        }
        return name
    }

    private mutating func resolve(_ text: String, in zone: Zone?, _ pointer: String) -> TimeField.Resolved? {
        do {
            return try TimeField.resolve(text, in: zone, pointer: pointer)
        } catch {
            // Where the zone was given but is unknown, that error says enough.
            if !fields.hasError(at: "/timezone") { fields.add(error) }
            return nil
        }
    }

    private mutating func checkExpiry(_ end: TimeField.Resolved?, start: Timing?) {
        guard fields.isPresent("expires_at") else { return }
        if timing.recurrence != nil { fields.add("/expires_at", "is only for a task that runs once") }
        if let end, let start, end.instant <= start.anchor { fields.add("/expires_at", "must be later than run_at") }
    }

    /// The built-in actions know what they need; anybody else's payload is any JSON value.
    private mutating func checkPayload(_ payload: RawJSON, of action: ActionName) {
        do {
            switch action {
            case "webhook": _ = try WebhookPayload(payload)
            case "message": _ = try MessagePayload(payload)
            default: break
            }
        } catch let error as PayloadError {
            fields.add(FieldError("/payload" + error.pointer, error.detail, column: error.column))
        } catch {
            fields.add("/payload", "can't be read: \(error)")
        }
    }
}
