public import JSON

/// What the scheduler has kept of events, from some number on.
public struct EventPage: Sendable, Hashable {
    /// About how large the batches of a page are together, in bytes.
    public static let maximumBytes = 1024 * 1024

    /// The number of the first event that is kept; one more than ``latest`` if none is.
    public var oldest: Int64
    /// The number of the last event; 0 if there is none.
    public var latest: Int64
    /// The bodies of the batches, in their order. The first may begin before what was asked for.
    public var batches: [[UInt8]]

    public init(oldest: Int64, latest: Int64, batches: [[UInt8]]) {
        self.oldest = oldest
        self.latest = latest
        self.batches = batches
    }

    public func encoded() -> RawJSON {
        let size = batches.reduce(64) { $0 + $1.count + 1 }
        return RawJSON(
            unchecked: JSONWriter.object(capacity: size) { json in
                json.field("oldest", Int(oldest))
                json.field("latest", Int(latest))
                json.array("batches") { json in
                    for batch in batches { json.raw(RawJSON(unchecked: batch)) }
                }
            })
    }

    /// - Throws: ``MessageError`` or `JSONError` if the body does not keep to the contract.
    public init(decoding body: RawJSON) throws {
        var oldest: Int?
        var latest: Int?
        var batches: [[UInt8]] = []
        try JSONReader.readMessage(body.bytes) { reader, field in
            switch field {
            case "oldest": oldest = try reader.readInt()
            case "latest": latest = try reader.readInt()
            case "batches": try reader.readArray { batches.append(try $0.readRaw().bytes) }
            default: try reader.skipValue()
            }
        }
        self.init(
            oldest: Int64(try required(oldest, "oldest")), latest: Int64(try required(latest, "latest")),
            batches: batches)
    }
}
