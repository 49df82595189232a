internal import JSON
internal import TaskModel
internal import Timekeeping

extension TaskQuery {
    func write(into json: inout JSONWriter) {
        json.object("filter") { filter.write(into: &$0) }
        json.field("sort", order.key.rawValue)
        if order.isDescending { json.flag("descending") }
        json.field("limit", limit)
        if let after {
            json.field("after_run_at", after.runAt)
            json.field("after_task_id", after.id)
        }
        if countsAll { json.flag("count") }
    }

    init(reading reader: inout JSONReader) throws {
        self.init()
        var runAt: Timestamp?
        var id: TaskID?
        try reader.readObject { reader, field in
            switch field {
            case "filter": filter = try TaskFilter(reading: &reader)
            case "sort": order.key = try required(TaskOrder.Key(rawValue: reader.readString()), "sort")
            case "descending": order.isDescending = try reader.readBool()
            case "limit": limit = try reader.readInt()
            case "after_run_at": runAt = try reader.readTimestamp()
            case "after_task_id": id = try reader.readID(TaskID.self)
            case "count": countsAll = try reader.readBool()
            default: try reader.skipValue()
            }
        }
        if let runAt, let id { after = TaskCursor(runAt: runAt, id: id) }
    }
}

extension JSONWriter {
    /// A field that is true.
    mutating func flag(_ name: StaticString) {
        key(name)
        bool(true)
    }
}
