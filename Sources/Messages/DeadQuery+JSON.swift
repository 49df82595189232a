internal import JSON
internal import TaskModel
internal import Timekeeping

extension DeadFilter {
    func write(into json: inout JSONWriter) {
        if let action { json.field("action", action.rawValue) }
        if let errorCode { json.field("error_code", errorCode) }
        if let from { json.field("from", from) }
        if let to { json.field("to", to) }
    }

    init(reading reader: inout JSONReader) throws {
        self.init()
        try reader.readObject { reader, field in
            switch field {
            case "action": action = try reader.readAction()
            case "error_code": errorCode = try reader.readString()
            case "from": from = try reader.readTimestamp()
            case "to": to = try reader.readTimestamp()
            default: try reader.skipValue()
            }
        }
    }
}

extension DeadQuery {
    func write(into json: inout JSONWriter) {
        json.object("filter") { filter.write(into: &$0) }
        json.field("limit", limit)
        if let after {
            json.field("after_died_at", after.diedAt)
            json.field("after_run_id", after.runID)
        }
    }

    init(reading reader: inout JSONReader) throws {
        self.init()
        var diedAt: Timestamp?
        var runID: RunID?
        try reader.readObject { reader, field in
            switch field {
            case "filter": filter = try DeadFilter(reading: &reader)
            case "limit": limit = try reader.readInt()
            case "after_died_at": diedAt = try reader.readTimestamp()
            case "after_run_id": runID = try reader.readID(RunID.self)
            default: try reader.skipValue()
            }
        }
        if let diedAt, let runID { after = DeadCursor(diedAt: diedAt, runID: runID) }
    }
}

extension RunQuery {
    func write(into json: inout JSONWriter) {
        json.field("task_id", taskID)
        json.field("limit", limit)
        if let after { json.field("after", after) }
    }

    init(reading reader: inout JSONReader) throws {
        var taskID: TaskID?
        var limit = TaskQuery.defaultLimit
        var after: RunID?
        try reader.readObject { reader, field in
            switch field {
            case "task_id": taskID = try reader.readID(TaskID.self)
            case "limit": limit = try reader.readInt()
            case "after": after = try reader.readID(RunID.self)
            default: try reader.skipValue()
            }
        }
        self.init(taskID: try required(taskID, "task_id"), limit: limit, after: after)
    }
}
