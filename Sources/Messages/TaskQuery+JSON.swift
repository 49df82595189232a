internal import JSON
internal import TaskModel
internal import Timekeeping

extension TaskQuery {
    func write(into json: inout JSONWriter) {
        if let status { json.field("status", status.name) }
        json.field("limit", limit)
        if let after {
            json.field("after_run_at", after.runAt)
            json.field("after_task_id", after.id)
        }
    }

    init(reading reader: inout JSONReader) throws {
        var status: TaskStatus?
        var limit = TaskQuery.defaultLimit
        var runAt: Timestamp?
        var id: TaskID?
        try reader.readObject { reader, field in
            switch field {
            case "status": status = try required(TaskStatus(name: reader.readString()), "status")
            case "limit": limit = try reader.readInt()
            case "after_run_at": runAt = try reader.readTimestamp()
            case "after_task_id": id = try reader.readID(TaskID.self)
            default: try reader.skipValue()
            }
        }
        var after: TaskCursor?
        if let runAt, let id { after = TaskCursor(runAt: runAt, id: id) }
        self.init(status: status, limit: limit, after: after)
    }
}
