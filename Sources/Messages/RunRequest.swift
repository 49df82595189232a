public import JSON
public import TaskModel
public import Timekeeping

/// A due run, as an executor receives it (`carillon.run.requested.v1`).
public struct RunRequest: Hashable, Sendable {
    public var runID: RunID
    public var taskID: TaskID
    public var action: ActionName
    public var payload: RawJSON
    public var scheduledFor: Timestamp
    public var attempt: Int
    public var maxAttempts: Int
    public var timeoutSeconds: Int
    /// Whether it may end the process that performs it: it was under way when consumers died, or the run before it did
    /// so. An executor performs it apart from others, if it can.
    public var isSuspect: Bool

    public init(
        runID: RunID, taskID: TaskID, action: ActionName, payload: RawJSON, scheduledFor: Timestamp, attempt: Int,
        maxAttempts: Int, timeoutSeconds: Int, isSuspect: Bool = false
    ) {
        self.runID = runID
        self.taskID = taskID
        self.action = action
        self.payload = payload
        self.scheduledFor = scheduledFor
        self.attempt = attempt
        self.maxAttempts = maxAttempts
        self.timeoutSeconds = timeoutSeconds
        self.isSuspect = isSuspect
    }

    /// The same for every attempt at an occurrence, so that a receiver can tell a repetition.
    public var idempotencyKey: String { "\(taskID)/\(scheduledFor.rfc3339)" }

    /// The message, addressed to the action's queue.
    public func message() -> OutgoingMessage {
        OutgoingMessage(
            exchange: Names.Exchange.actions, routingKey: action.rawValue, type: Names.MessageType.runRequested,
            messageID: runID.description, correlationID: taskID.description, persistent: true, mandatory: true,
            body: encoded())
    }

    public func encoded() -> [UInt8] {
        JSONWriter.object(capacity: 384 + payload.bytes.count) { json in
            json.field("run_id", runID)
            json.field("task_id", taskID)
            json.field("action", action.rawValue)
            json.field("payload", payload)
            json.field("scheduled_for", scheduledFor)
            json.field("attempt", attempt)
            json.field("max_attempts", maxAttempts)
            json.field("timeout_seconds", timeoutSeconds)
            json.key("idempotency_key")
            json.plain { buffer in
                taskID.write(into: &buffer)
                buffer.append(UInt8(ascii: "/"))
                scheduledFor.write(into: &buffer)
            }
            if isSuspect {
                json.key("suspect")
                json.bool(true)
            }
        }
    }

    /// - Throws: ``MessageError`` or `JSONError` if the body does not keep to the contract.
    public init(decoding body: [UInt8]) throws {
        var runID: RunID?
        var taskID: TaskID?
        var action: ActionName?
        var payload: RawJSON?
        var scheduledFor: Timestamp?
        var attempt: Int?
        var maxAttempts: Int?
        var timeoutSeconds: Int?
        var isSuspect = false
        try JSONReader.readMessage(body) { reader, field in
            switch field {
            case "run_id": runID = try reader.readID(RunID.self)
            case "task_id": taskID = try reader.readID(TaskID.self)
            case "action": action = try reader.readAction()
            case "payload": payload = try reader.readRaw()
            case "scheduled_for": scheduledFor = try reader.readTimestamp()
            case "attempt": attempt = try reader.readInt()
            case "max_attempts": maxAttempts = try reader.readInt()
            case "timeout_seconds": timeoutSeconds = try reader.readInt()
            case "suspect": isSuspect = try reader.readBool()
            default: try reader.skipValue()
            }
        }
        self.init(
            runID: try required(runID, "run_id"), taskID: try required(taskID, "task_id"),
            action: try required(action, "action"), payload: try required(payload, "payload"),
            scheduledFor: try required(scheduledFor, "scheduled_for"), attempt: try required(attempt, "attempt"),
            maxAttempts: try required(maxAttempts, "max_attempts"),
            timeoutSeconds: try required(timeoutSeconds, "timeout_seconds"), isSuspect: isSuspect)
    }
}
