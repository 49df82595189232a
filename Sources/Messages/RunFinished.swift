internal import JSON
public import TaskModel
internal import Timekeeping

/// What an executor says when a run is over (`carillon.run.finished.v1`).
public struct RunFinished: Hashable, Sendable {
    /// The longest output that is kept, in bytes of JSON. A longer one is replaced by a note of its length, and so is one
    /// that is nested deeper than what clients may send.
    public static let maximumOutputLength = 64 * 1024

    public var runID: RunID
    public var taskID: TaskID
    public var attempt: Int
    public var result: RunResult

    public init(runID: RunID, taskID: TaskID, attempt: Int, result: RunResult) {
        self.runID = runID
        self.taskID = taskID
        self.attempt = attempt
        self.result = result
    }

    /// The message, addressed to everyone who listens to events.
    ///
    /// - Parameter messageID: identifies this event, not the run.
    public func message(action: ActionName, messageID: String) -> OutgoingMessage {
        OutgoingMessage(
            exchange: Names.Exchange.events, routingKey: Names.RoutingKey.runFinished(action),
            type: Names.MessageType.runFinished, messageID: messageID, correlationID: taskID.description,
            persistent: true, mandatory: false, body: encoded())
    }

    public func encoded() -> [UInt8] {
        JSONWriter.object(capacity: 384) { json in
            json.field("run_id", runID)
            json.field("task_id", taskID)
            json.field("attempt", attempt)
            json.field("outcome", result.outcome.rawValue)
            if let startedAt = result.startedAt { json.field("started_at", startedAt) }
            if let finishedAt = result.finishedAt { json.field("finished_at", finishedAt) }
            if let output = result.output { json.field("output", output) }
            if let error = result.error {
                json.object("error") { json in
                    json.field("code", error.code)
                    json.field("message", error.message)
                }
            }
            if let seconds = result.retryAfterSeconds { json.field("retry_after_seconds", seconds) }
            if let executor = result.executor { json.field("executor", executor) }
        }
    }

    /// - Throws: ``MessageError`` or `JSONError` if the body does not keep to the contract.
    public init(decoding body: [UInt8]) throws {
        var runID: RunID?
        var taskID: TaskID?
        var attempt: Int?
        var outcome: RunResult.Outcome?
        var result = RunResult(outcome: .succeeded)
        // A result that can't be read would be lost: the output may be of any depth.
        try JSONReader.readMessage(body, maximumDepth: .max) { reader, field in
            switch field {
            case "run_id": runID = try reader.readID(RunID.self)
            case "task_id": taskID = try reader.readID(TaskID.self)
            case "attempt": attempt = try reader.readInt()
            case "outcome":
                let word = try reader.readString()
                outcome = RunResult.Outcome(rawValue: word)
                if outcome == nil { throw MessageError("outcome is neither succeeded, failed nor rejected") }
            case "started_at": result.startedAt = try reader.readNull() ? nil : reader.readTimestamp()
            case "finished_at": result.finishedAt = try reader.readNull() ? nil : reader.readTimestamp()
            case "output": result.output = Self.bounded(try reader.readRaw())
            case "error": result.error = try reader.readNull() ? nil : Self.readError(&reader)
            case "retry_after_seconds":
                result.retryAfterSeconds = try reader.readNull() ? nil : reader.readDouble()
            case "executor": result.executor = try reader.readNull() ? nil : RunError.cut(reader.readString(), to: 255)
            default: try reader.skipValue()
            }
        }
        result.outcome = try required(outcome, "outcome")
        self.init(
            runID: try required(runID, "run_id"), taskID: try required(taskID, "task_id"),
            attempt: try required(attempt, "attempt"), result: result)
    }

    private static func bounded(_ output: RawJSON) -> RawJSON {
        let isLong = output.bytes.count > maximumOutputLength
        let isDeep = (try? RawJSON(validating: output.bytes, maximumDepth: JSONReader.clientDepth)) == nil
        guard isLong || isDeep else { return output }
        return RawJSON(
            unchecked: JSONWriter.object { json in
                json.key("truncated")
                json.bool(true)
                json.field("bytes", output.bytes.count)
            })
    }

    private static func readError(_ reader: inout JSONReader) throws -> RunError {
        var code: String?
        var message: String?
        try reader.readObject { reader, field in
            switch field {
            case "code": code = try reader.readString()
            case "message": message = try reader.readString()
            default: try reader.skipValue()
            }
        }
        return RunError(code: code ?? "unknown", message: message ?? "")
    }
}
