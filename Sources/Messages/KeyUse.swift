internal import JSON
public import TaskModel
public import Timekeeping

/// When a key was last used.
public struct KeyUse: Hashable, Sendable {
    public var id: AccessKeyID
    public var at: Timestamp

    public init(id: AccessKeyID, at: Timestamp) {
        self.id = id
        self.at = at
    }

    func write(into json: inout JSONWriter) {
        json.field("id", id)
        json.field("at", at)
    }

    init(reading reader: inout JSONReader) throws {
        var id: AccessKeyID?
        var at: Timestamp?
        try reader.readObject { reader, field in
            switch field {
            case "id": id = try reader.readID(AccessKeyID.self)
            case "at": at = try reader.readTimestamp()
            default: try reader.skipValue()
            }
        }
        self.init(id: try required(id, "id"), at: try required(at, "at"))
    }
}
