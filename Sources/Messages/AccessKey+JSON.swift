public import JSON
public import TaskModel
internal import Timekeeping

extension AccessKey {
    /// - Parameter forClients: leaves out the hash.
    public func write(into json: inout JSONWriter, forClients: Bool) {
        json.field("id", id)
        json.field("name", name)
        if !forClients { json.field("hash", hash) }
        json.strings("scopes", scopes.sorted().map(\.rawValue))
        if let groups { json.field("groups", groups) }
        json.field("created_at", createdAt)
        if let expiresAt { json.field("expires_at", expiresAt) }
        if let revokedAt { json.field("revoked_at", revokedAt) }
        if let lastUsedAt { json.field("last_used_at", lastUsedAt) }
    }

    /// Reads what was written, the hash included.
    init(reading reader: inout JSONReader) throws {
        var id: AccessKeyID?
        var name: String?
        var hash: String?
        var scopes: Set<AccessScope> = []
        var groups: Set<TaskGroup>?
        var createdAt: Timestamp?
        var expiresAt: Timestamp?
        var revokedAt: Timestamp?
        var lastUsedAt: Timestamp?
        try reader.readObject { reader, field in
            switch field {
            case "id": id = try reader.readID(AccessKeyID.self)
            case "name": name = try reader.readString()
            case "hash": hash = try reader.readString()
            case "scopes":
                try reader.readArray { scopes.insert(try required(AccessScope(rawValue: $0.readString()), "scope")) }
            case "groups": groups = try reader.readGroups()
            case "created_at": createdAt = try reader.readTimestamp()
            case "expires_at": expiresAt = try reader.readTimestamp()
            case "revoked_at": revokedAt = try reader.readTimestamp()
            case "last_used_at": lastUsedAt = try reader.readTimestamp()
            default: try reader.skipValue()
            }
        }
        self.init(
            id: try required(id, "id"), name: try required(name, "name"), hash: try required(hash, "hash"),
            scopes: scopes, groups: groups, createdAt: try required(createdAt, "created_at"), expiresAt: expiresAt,
            revokedAt: revokedAt, lastUsedAt: lastUsedAt)
    }

    /// The body of the scheduler's answer: all keys, with their hashes.
    public static func encode(_ keys: [AccessKey]) -> RawJSON {
        RawJSON(
            unchecked: JSONWriter.object(capacity: 320 * (1 + keys.count)) { json in
                json.array("keys") { json in
                    for key in keys { json.object { key.write(into: &$0, forClients: false) } }
                }
            })
    }

    /// - Throws: ``MessageError`` or `JSONError` if the body does not keep to the contract.
    public static func decode(_ body: RawJSON) throws -> [AccessKey] {
        var keys: [AccessKey] = []
        try JSONReader.readMessage(body.bytes) { reader, field in
            guard field == "keys" else { return try reader.skipValue() }
            try reader.readArray { keys.append(try AccessKey(reading: &$0)) }
        }
        return keys
    }
}
