import JSON
import Recurrence
import TaskModel
import Timekeeping

/// Turns the body of `POST /tasks` into a task, or says of each field what is wrong with it.
struct TaskParser {
    private var fields = FieldReader(
        known: [
            "action", "payload", "run_at", "recurrence", "timezone", "timeout_seconds", "retry", "expires_at", "name",
        ] + SchedulePolicyParser.known)
    private var action: ActionName?
    private var payload: RawJSON?
    private var runAt: String?
    private var expiresAt: String?
    private var name: TaskName?
    private var schedule = SchedulePolicyParser()
    private var recurrence: Recurrence.Frequency?
    private var zone: Zone?
    private var timeoutSeconds: Int?
    private var retry: RetryPolicy?

    /// - Parameters:
    ///   - body: what the client sent.
    ///   - id: of the new task.
    ///   - name: that the path gives to it.
    /// - Throws: ``Problem``: 400 where the body is not a JSON object, 422 where a field can't be accepted.
    static func parse(_ body: [UInt8], id: TaskID, name: TaskName? = nil) throws -> NewTask {
        var parser = TaskParser()
        return try parser.parse(body, id: id, name: name)
    }

    private mutating func parse(_ body: [UInt8], id: TaskID, name givenName: TaskName?) throws -> NewTask {
        try fields.read(body) { fields, reader, name in
            switch name {
            case "action": action = try Self.action(&fields, &reader)
            case "payload": payload = try reader.readRaw()
            case "run_at": runAt = try fields.string(&reader, "/run_at")
            case "recurrence": recurrence = try Self.recurrence(&fields, &reader)
            case "timezone": zone = try Self.zone(&fields, &reader)
            case "timeout_seconds":
                timeoutSeconds = try fields.int(&reader, "/timeout_seconds", in: NewTask.timeoutRange)
            case "retry": retry = try RetryPolicyParser.read(&fields, &reader)
            case "expires_at": expiresAt = try fields.string(&reader, "/expires_at")
            case "name": self.name = try Self.name(&fields, &reader)
            default:
                if try !schedule.read(name, &fields, &reader) { try reader.skipValue() }
            }
        }
        fields.require(["action", "payload", "run_at"])
        schedule.check(recurs: recurrence != nil, &fields)
        if let givenName, let name, name != givenName { fields.add("/name", "is not the name in the path") }
        let start = runAt.flatMap { resolve($0, "/run_at") }
        let end = expiresAt.flatMap { resolve($0, "/expires_at") }
        checkExpiry(end, start: start)
        if let action, let payload { checkPayload(payload, of: action) }
        guard fields.errors.isEmpty, let action, let payload, let start else { throw Problem.invalid(fields.errors) }
        return NewTask(
            id: id, action: action, payload: payload, runAt: start.instant, localAnchor: start.skippedLocal,
            recurrence: recurrence, zone: zone ?? .utc,
            timeoutSeconds: timeoutSeconds ?? NewTask.defaultTimeoutSeconds, retry: retry ?? .standard,
            schedule: schedule.policy, expiresAt: end?.instant, name: givenName ?? name)
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

    private static func recurrence(
        _ fields: inout FieldReader, _ reader: inout JSONReader
    ) throws -> Recurrence.Frequency? {
        if try reader.readNull() { return nil }
        return try fields.word(&reader, "/recurrence", as: Recurrence.Frequency.self)
    }

    private static func zone(_ fields: inout FieldReader, _ reader: inout JSONReader) throws -> Zone? {
        if try reader.readNull() { return nil }
        guard let name = try fields.string(&reader, "/timezone") else { return nil }
        let zone = Zone(identifier: name)
        if zone == nil { fields.add("/timezone", "must be an IANA name such as Europe/Berlin, or UTC") }
        return zone
    }

    private static func name(_ fields: inout FieldReader, _ reader: inout JSONReader) throws -> TaskName? {
        guard let text = try fields.string(&reader, "/name") else { return nil }
        let name = TaskName(text)
        if name == nil {
            fields.add("/name", "must be 1 to \(TaskName.maximumLength) letters, digits, '.', '_', '-' or ':'")
        }
        return name
    }

    private mutating func resolve(_ text: String, _ pointer: String) -> TimeField.Resolved? {
        do {
            return try TimeField.resolve(text, in: zone, pointer: pointer)
        } catch {
            // Where the zone was given but is unknown, that error says enough.
            if !(fields.isPresent("timezone") && zone == nil) { fields.add(error.pointer, error.detail) }
            return nil
        }
    }

    private mutating func checkExpiry(_ end: TimeField.Resolved?, start: TimeField.Resolved?) {
        guard fields.isPresent("expires_at") else { return }
        if recurrence != nil { fields.add("/expires_at", "is only for a task that runs once") }
        if let end, let start, end.instant <= start.instant { fields.add("/expires_at", "must be later than run_at") }
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
            fields.add("/payload" + error.pointer, error.detail)
        } catch {
            fields.add("/payload", "can't be read: \(error)")
        }
    }
}
