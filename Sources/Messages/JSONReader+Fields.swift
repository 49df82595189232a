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

    /// Reads one object that is the whole text. Fields that nobody knows are skipped, as the contract asks of consumers.
    static func readMessage(_ body: [UInt8], _ field: (inout JSONReader, String) throws -> Void) throws {
        var reader = try JSONReader(body)
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

/// The value of a field that must be there.
func required<Value>(_ value: Value?, _ name: StaticString) throws(MessageError) -> Value {
    guard let value else { throw MessageError("the field \(name) is missing") }
    return value
}
