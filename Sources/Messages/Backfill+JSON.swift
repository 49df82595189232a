public import JSON
public import TaskModel
internal import Timekeeping

extension BackfillRequest {
    func write(into json: inout JSONWriter) {
        json.field("from", from)
        json.field("to", to)
        json.field("max", max)
        json.field("pace_per_second", perSecond)
        json.key("dry_run")
        json.bool(isDryRun)
    }

    init(reading reader: inout JSONReader) throws {
        var from: Timestamp?
        var to: Timestamp?
        var request = BackfillRequest(from: .earliest, to: .latest)
        try reader.readObject { reader, field in
            switch field {
            case "from": from = try reader.readTimestamp()
            case "to": to = try reader.readTimestamp()
            case "max": request.max = try reader.readInt()
            case "pace_per_second": request.perSecond = try reader.readDouble()
            case "dry_run": request.isDryRun = try reader.readBool()
            default: try reader.skipValue()
            }
        }
        request.from = try required(from, "from")
        request.to = try required(to, "to")
        self = request
    }
}

extension ResponseJSON {
    public static func backfill(_ backfill: Backfill) -> RawJSON {
        RawJSON(
            unchecked: JSONWriter.object { json in
                json.object("backfill") { json in
                    json.field("state", backfill.state?.name ?? "dry_run")
                    backfill.request.write(into: &json)
                    json.field("runs", backfill.plan.runs)
                    if let first = backfill.plan.first { json.field("first", first) }
                    if let last = backfill.plan.last { json.field("last", last) }
                    if backfill.state != nil { json.field("made", backfill.made) }
                    json.object("left_out") { json in
                        json.field("already_run", backfill.plan.alreadyRun)
                        json.field("unknown", backfill.plan.unknown)
                    }
                    json.key("truncated")
                    json.bool(backfill.plan.isTruncated)
                }
            })
    }

    public static let backfillCancelled = RawJSON(#"{"message":"Backfill cancelled successfully"}"#)
}
