internal import JSON
internal import TaskModel
internal import Timekeeping

extension TaskFilter {
    func write(into json: inout JSONWriter) {
        if !statuses.isEmpty { json.strings("statuses", statuses.map(\.name).sorted()) }
        if let action { json.field("action", action.rawValue) }
        if let groups { json.field("groups", groups) }
        if !tags.isEmpty { json.field("tags", tags.sorted()) }
        if let namePrefix { json.field("name_prefix", namePrefix) }
        if let runFrom { json.field("run_from", runFrom) }
        if let runTo { json.field("run_to", runTo) }
        if let createdFrom { json.field("created_from", createdFrom) }
        if let createdTo { json.field("created_to", createdTo) }
        if let lateAt { json.field("late_at", lateAt) }
    }

    init(reading reader: inout JSONReader) throws {
        self.init()
        try reader.readObject { reader, field in
            switch field {
            case "statuses":
                try reader.readArray { reader in
                    statuses.insert(try required(TaskStatus(name: reader.readString()), "status"))
                }
            case "action": action = try reader.readAction()
            case "groups": groups = try reader.readGroups()
            case "tags": tags = Set(try reader.readTags())
            case "name_prefix": namePrefix = try reader.readString()
            case "run_from": runFrom = try reader.readTimestamp()
            case "run_to": runTo = try reader.readTimestamp()
            case "created_from": createdFrom = try reader.readTimestamp()
            case "created_to": createdTo = try reader.readTimestamp()
            case "late_at": lateAt = try reader.readTimestamp()
            default: try reader.skipValue()
            }
        }
    }
}
