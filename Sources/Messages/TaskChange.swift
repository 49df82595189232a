internal import JSON
public import TaskModel

/// What a client asks to be changed.
public enum TaskChange: Sendable, Hashable {
    case create(NewTask)
    case delete(TaskID)

    /// About how long its JSON is, in bytes.
    public var approximateSize: Int {
        switch self {
        case .create(let task): 384 + task.payload.bytes.count
        case .delete: 64
        }
    }
}

extension TaskChange {
    func write(into json: inout JSONWriter) {
        switch self {
        case .create(let task): json.object("create") { task.write(into: &$0) }
        case .delete(let id): json.field("delete", id)
        }
    }

    init(reading reader: inout JSONReader) throws {
        var change: TaskChange?
        try reader.readObject { reader, field in
            switch field {
            case "create": change = .create(try NewTask(reading: &reader))
            case "delete": change = .delete(try reader.readID(TaskID.self))
            default: try reader.skipValue()
            }
        }
        self = try required(change, "create or delete")
    }
}
