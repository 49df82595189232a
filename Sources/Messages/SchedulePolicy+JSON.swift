public import JSON
public import TaskModel

extension SchedulePolicy {
    public func write(into json: inout JSONWriter) {
        json.field("on_missed", onMissed.rawValue)
        // A client may not say it with the others, and should be able to send back what it sees.
        if onMissed == .all { json.field("max_missed", maxMissed) }
        json.field("grace_seconds", graceSeconds)
        json.field("overlap", overlap.rawValue)
        json.field("on_failure", onFailure.rawValue)
    }

    /// Reads what ``write(into:)`` wrote. What is missing is as in ``standard``.
    public init(reading reader: inout JSONReader) throws {
        self = .standard
        try reader.readObject { reader, field in
            switch field {
            case "on_missed": onMissed = try required(OnMissed(rawValue: reader.readString()), "on_missed")
            case "max_missed": maxMissed = try reader.readInt()
            case "grace_seconds": graceSeconds = try reader.readInt()
            case "overlap": overlap = try required(Overlap(rawValue: reader.readString()), "overlap")
            case "on_failure": onFailure = try required(OnFailure(rawValue: reader.readString()), "on_failure")
            default: try reader.skipValue()
            }
        }
    }
}
