internal import JSON
public import TaskModel
public import Timekeeping

/// What an executor says of a run that takes more than a second (`carillon.run.started.v1`).
public struct RunStarted: Hashable, Sendable {
    public var runID: RunID
    public var taskID: TaskID
    public var startedAt: Timestamp
    /// Who performs it, by its own name.
    public var executor: String?

    public init(runID: RunID, taskID: TaskID, startedAt: Timestamp, executor: String? = nil) {
        self.runID = runID
        self.taskID = taskID
        self.startedAt = startedAt
        self.executor = executor
    }

    /// The message, addressed to everyone who listens to events.
    public func message(action: ActionName, messageID: String) -> OutgoingMessage {
        OutgoingMessage(
            exchange: Names.Exchange.events, routingKey: Names.RoutingKey.runStarted(action),
            type: Names.MessageType.runStarted, messageID: messageID, correlationID: taskID.description,
            persistent: true, mandatory: false,
            body: JSONWriter.object { json in
                json.field("run_id", runID)
                json.field("task_id", taskID)
                json.field("started_at", startedAt)
                if let executor { json.field("executor", executor) }
            })
    }

    /// - Throws: ``MessageError`` or `JSONError` if the body does not keep to the contract.
    public init(decoding body: [UInt8]) throws {
        var runID: RunID?
        var taskID: TaskID?
        var startedAt: Timestamp?
        var executor: String?
        try JSONReader.readMessage(body, maximumDepth: .max) { reader, field in
            switch field {
            case "run_id": runID = try reader.readID(RunID.self)
            case "task_id": taskID = try reader.readID(TaskID.self)
            case "started_at": startedAt = try reader.readTimestamp()
            case "executor": executor = try reader.readNull() ? nil : RunError.cut(reader.readString(), to: 255)
            default: try reader.skipValue()
            }
        }
        self.init(
            runID: try required(runID, "run_id"), taskID: try required(taskID, "task_id"),
            startedAt: try required(startedAt, "started_at"), executor: executor)
    }
}
