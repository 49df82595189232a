internal import JSON
internal import TaskModel
internal import Timekeeping

extension JSONReader {
    mutating func readTimestamp() throws -> Timestamp {
        let start = offset
        do {
            return try Timestamp(rfc3339: readString())
        } catch let error as TimestampError {
            throw JSONError("the time \(error.message)", offset: start)
        }
    }

    mutating func readID<Entity>(_: EntityID<Entity>.Type) throws -> EntityID<Entity> {
        let start = offset
        guard let id = EntityID<Entity>(try readString()) else { throw JSONError("expected a UUID", offset: start) }
        return id
    }

    mutating func readAction() throws -> ActionName {
        let start = offset
        guard let name = ActionName(try readString()) else {
            throw JSONError("expected the name of an action", offset: start)
        }
        return name
    }

    mutating func readGroup() throws -> TaskGroup {
        let start = offset
        guard let group = TaskGroup(try readString()) else {
            throw JSONError("expected the name of a group", offset: start)
        }
        return group
    }

    mutating func readGroups() throws -> Set<TaskGroup> {
        var groups: Set<TaskGroup> = []
        try readArray { groups.insert(try $0.readGroup()) }
        return groups
    }

    mutating func readTags() throws -> [TaskTag] {
        var tags: [TaskTag] = []
        try readArray { reader in
            tags.append(try required(TaskTag(reader.readString()), "tag"))
        }
        return tags
    }

    /// Reads one object that is the whole text. Unknown fields are skipped, as the contract demands.
    ///
    /// - Parameter maximumDepth: how deep it may be nested.
    static func readMessage(
        _ body: [UInt8], maximumDepth: Int = JSONReader.maximumDepth,
        _ field: (inout JSONReader, String) throws -> Void
    ) throws {
        var reader = try JSONReader(body, maximumDepth: maximumDepth)
        try reader.readObject(field)
        try reader.finish()
    }
}

extension JSONWriter {
    mutating func field(_ name: StaticString, _ value: Timestamp) {
        key(name)
        plain { value.write(into: &$0) }
    }

    mutating func field<Entity>(_ name: StaticString, _ value: EntityID<Entity>) {
        key(name)
        plain { value.write(into: &$0) }
    }
}

extension JSONWriter {
    mutating func field(_ name: StaticString, _ groups: Set<TaskGroup>) {
        strings(name, groups.sorted().map(\.rawValue))
    }

    mutating func field(_ name: StaticString, _ tags: [TaskTag]) {
        strings(name, tags.map(\.rawValue))
    }

    mutating func strings(_ name: StaticString, _ values: [String]) {
        array(name) { json in
            for value in values { json.string(value) }
        }
    }
}

/// The value of a field that must be there.
func required<Value>(_ value: Value?, _ name: StaticString) throws(MessageError) -> Value {
    guard let value else { throw MessageError("the field \(name) is missing") }
    return value
}
