public import JSON
public import TaskModel
internal import Timekeeping

extension RunLimit {
    public func write(into json: inout JSONWriter) {
        json.field("name", name.text)
        if let maxConcurrent { json.field("max_concurrent", maxConcurrent) }
        if let perSecond { json.field("per_second", perSecond) }
        json.field("updated_at", updatedAt)
    }

    init(reading reader: inout JSONReader) throws {
        var name: LimitName?
        var maxConcurrent: Int?
        var perSecond: Double?
        var updatedAt: Timestamp?
        try reader.readObject { reader, field in
            switch field {
            case "name": name = LimitName(try reader.readString())
            case "max_concurrent": maxConcurrent = try reader.readInt()
            case "per_second": perSecond = try reader.readDouble()
            case "updated_at": updatedAt = try reader.readTimestamp()
            default: try reader.skipValue()
            }
        }
        self.init(
            name: try required(name, "name"), maxConcurrent: maxConcurrent, perSecond: perSecond,
            updatedAt: try required(updatedAt, "updated_at"))
    }
}
