import JSON
import Recurrence
import TaskModel
import Timekeeping

/// Turns the body of `POST /tasks` into a task, or says of each field what is wrong with it.
struct TaskParser {
    private var fields = FieldReader(
        known: ["action", "payload", "run_at", "recurrence", "timezone", "timeout_seconds", "retry"])
    private var action: ActionName?
    private var payload: RawJSON?
    private var runAt: String?
    private var localAnchor: LocalDateTime?
    private var recurrence: Recurrence.Frequency?
    private var zone: Zone?
    private var timeoutSeconds: Int?
    private var retry: RetryPolicy?

    /// - Parameters:
    ///   - body: what the client sent.
    ///   - id: of the new task.
    /// - Throws: ``Problem``: 400 where the body is not a JSON object, 422 where a field can't be accepted.
    static func parse(_ body: [UInt8], id: TaskID) throws -> NewTask {
        var parser = TaskParser()
        return try parser.parse(body, id: id)
    }

    private mutating func parse(_ body: [UInt8], id: TaskID) throws -> NewTask {
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
            default: try reader.skipValue()
            }
        }
        fields.require(["action", "payload", "run_at"])
        let instant = runAt.flatMap { resolve($0) }
        if let action, let payload { checkPayload(payload, of: action) }
        guard fields.errors.isEmpty, let action, let payload, let instant else { throw Problem.invalid(fields.errors) }
        return NewTask(
            id: id, action: action, payload: payload, runAt: instant, localAnchor: localAnchor, recurrence: recurrence,
            zone: zone ?? .utc,
            timeoutSeconds: timeoutSeconds ?? NewTask.defaultTimeoutSeconds, retry: retry ?? .standard)
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

    /// A time with an offset is an instant; one without is local time in `timezone`.
    private mutating func resolve(_ text: String) -> Timestamp? {
        do {
            return try Timestamp(rfc3339: text)
        } catch  where error.code == .missingOffset {
            // Where the zone was given but is unknown, that error says enough.
            if fields.isPresent("timezone"), zone == nil { return nil }
            guard let zone else {
                fields.add("/run_at", error.message)
                return nil
            }
            return localInstant(text, in: zone)
        } catch {
            fields.add("/run_at", error.message)
            return nil
        }
    }

    private mutating func localInstant(_ text: String, in zone: Zone) -> Timestamp? {
        do {
            let local = try LocalDateTime(parsing: text)
            let instant = zone.instant(of: local)
            // A time in a gap: the occurrences after it are to be at that time again, and not at the end of the gap.
            if zone.local(of: instant) != local { localAnchor = local }
            return instant
        } catch {
            fields.add("/run_at", error.message)
            return nil
        }
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
