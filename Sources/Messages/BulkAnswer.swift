public import JSON

/// The result of a change to all tasks, or dead runs, that match a filter: a part of them is changed at a time.
public struct BulkAnswer: Sendable, Hashable {
    /// How many are changed at most in one step.
    public static let stepSize = 500

    /// How many were changed.
    public var changed: Int
    /// How many were left as they are: dead runs whose tasks are gone or whose names are taken, tasks that have ended.
    public var refused: Int
    /// Where to go on; nil when all were looked at.
    public var next: String?
    /// Whether an earlier request did all of it: nothing was changed now.
    public var isRepeated = false

    public init(changed: Int, refused: Int, next: String?) {
        self.changed = changed
        self.refused = refused
        self.next = next
    }

    public func encoded() -> RawJSON {
        RawJSON(
            unchecked: JSONWriter.object { json in
                json.field("changed", changed)
                json.field("refused", refused)
                if let next { json.field("next", next) }
                if isRepeated { json.flag("repeated") }
            })
    }

    /// - Throws: ``MessageError`` or `JSONError` if the body does not keep to the contract.
    public init(decoding body: RawJSON) throws {
        var changed: Int?
        var refused = 0
        var next: String?
        var isRepeated = false
        try JSONReader.readMessage(body.bytes) { reader, field in
            switch field {
            case "changed": changed = try reader.readInt()
            case "refused": refused = try reader.readInt()
            case "next": next = try reader.readString()
            case "repeated": isRepeated = try reader.readBool()
            default: try reader.skipValue()
            }
        }
        self.init(changed: try required(changed, "changed"), refused: refused, next: next)
        self.isRepeated = isRepeated
    }
}
