public import JSON
public import TaskModel

/// An event as it was published: the parts that filters use, and the rest as it is.
public struct RecordedEvent: Sendable, Hashable {
    public var id: Int64
    /// What happened; perhaps a word that this version does not know.
    public var type: String
    public var taskID: TaskID
    public var action: ActionName
    public var group: TaskGroup
    /// All of it.
    public var json: RawJSON

    /// The events of a message.
    ///
    /// - Throws: ``MessageError`` or `JSONError` if the body does not keep to the contract.
    public static func decode(_ body: [UInt8]) throws -> [RecordedEvent] {
        var events: [RecordedEvent] = []
        try JSONReader.readMessage(body) { reader, field in
            guard field == "events" else { return try reader.skipValue() }
            try reader.readArray { events.append(try RecordedEvent($0.readRaw())) }
        }
        return events
    }

    private init(_ json: RawJSON) throws {
        var id: Int?
        var type: String?
        var taskID: TaskID?
        var action: ActionName?
        var group: TaskGroup?
        try JSONReader.readMessage(json.bytes) { reader, field in
            switch field {
            case "id": id = try reader.readInt()
            case "type": type = try reader.readString()
            case "task_id": taskID = try reader.readID(TaskID.self)
            case "action": action = try reader.readAction()
            case "group": group = try reader.readGroup()
            default: try reader.skipValue()
            }
        }
        self.id = Int64(try required(id, "id"))
        self.type = try required(type, "type")
        self.taskID = try required(taskID, "task_id")
        self.action = try required(action, "action")
        self.group = try required(group, "group")
        self.json = json
    }
}
