internal import JSON
public import TaskModel

/// Tells executors to stop a run (`carillon.run.cancel.v1`). Whoever has it publishes its result as ever; others take no
/// notice, or remember it for a while, should the run still come to them.
public struct RunCancellation: Hashable, Sendable {
    public var runID: RunID
    public var taskID: TaskID
    public var action: ActionName

    public init(runID: RunID, taskID: TaskID, action: ActionName) {
        self.runID = runID
        self.taskID = taskID
        self.action = action
    }

    /// The message, addressed to all executors of the action. It may be lost; it is sent again while the run has no result.
    public func message() -> OutgoingMessage {
        OutgoingMessage(
            exchange: Names.Exchange.events, routingKey: Names.RoutingKey.runCancel(action),
            type: Names.MessageType.runCancel, messageID: runID.description, correlationID: taskID.description,
            persistent: false, mandatory: false, expirationMilliseconds: 60_000,
            body: JSONWriter.object { json in
                json.field("run_id", runID)
                json.field("task_id", taskID)
                json.field("action", action.rawValue)
            })
    }

    /// - Throws: ``MessageError`` or `JSONError` if the body does not keep to the contract.
    public init(decoding body: [UInt8]) throws {
        var runID: RunID?
        var taskID: TaskID?
        var action: ActionName?
        try JSONReader.readMessage(body) { reader, field in
            switch field {
            case "run_id": runID = try reader.readID(RunID.self)
            case "task_id": taskID = try reader.readID(TaskID.self)
            case "action": action = try reader.readAction()
            default: try reader.skipValue()
            }
        }
        self.init(
            runID: try required(runID, "run_id"), taskID: try required(taskID, "task_id"),
            action: try required(action, "action"))
    }
}
