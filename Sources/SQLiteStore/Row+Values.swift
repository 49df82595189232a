internal import Foundation
internal import GRDB
internal import JSON
internal import TaskModel
internal import Timekeeping

extension EntityID {
    /// The 16 bytes under which the id is stored.
    var blob: Data {
        var bytes = Data(capacity: 16)
        for word in [high, low] { Swift.withUnsafeBytes(of: word.bigEndian) { bytes.append(contentsOf: $0) } }
        return bytes
    }
}

extension EntityID {
    /// - Returns: `nil` if there are not 16 bytes.
    fileprivate init?(blob: Data?) {
        guard let blob, blob.count == 16 else { return nil }
        let words = blob.withUnsafeBytes { bytes in
            (
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
        self.init(high: words.0, low: words.1)
    }
}

extension RunID {
    /// When the run was made: its id begins with that.
    var madeAt: Timestamp { Timestamp(milliseconds: Int64(high >> 16)) }
}

extension Row {
    func timestamp(_ index: Int) -> Timestamp {
        Timestamp(milliseconds: self[index])
    }

    func optionalTimestamp(_ index: Int) -> Timestamp? {
        (self[index] as Int64?).map(Timestamp.init(milliseconds:))
    }

    func id<Entity>(_ index: Int, _: EntityID<Entity>.Type) throws -> EntityID<Entity> {
        guard let id = try withUnsafeData(atIndex: index, EntityID<Entity>.init(blob:)) else {
            throw DatabaseError(message: "column \(index) holds no id")
        }
        return id
    }

    func timestamp(_ name: String) -> Timestamp { Timestamp(milliseconds: self[name]) }

    func optionalTimestamp(_ name: String) -> Timestamp? { (self[name] as Int64?).map(Timestamp.init(milliseconds:)) }

    func id<Entity>(_ name: String, _: EntityID<Entity>.Type) throws -> EntityID<Entity> {
        guard let id = try withUnsafeData(named: name, EntityID<Entity>.init(blob:)) else {
            throw DatabaseError(message: "the column \(name) holds no id")
        }
        return id
    }

    /// Whether a column has no value.
    func isNull(_ index: Int) -> Bool { (self[index] as DatabaseValue).isNull }

    func bytes(_ index: Int) throws -> [UInt8] {
        try withUnsafeData(atIndex: index) { data in data.map { [UInt8]($0) } ?? [] }
    }

    func json(_ index: Int) throws -> RawJSON? {
        try withUnsafeData(atIndex: index) { data in data.map { RawJSON(unchecked: [UInt8]($0)) } }
    }

    func error(code: Int, message: Int) -> RunError? {
        (self[code] as String?).map { RunError(code: $0, message: self[message] ?? "") }
    }

    func action(_ index: Int) throws -> ActionName {
        guard let name = ActionName(self[index]) else {
            throw DatabaseError(message: "a stored action is not well formed: \(self[index] as String)")
        }
        return name
    }

    func action(_ name: String) throws -> ActionName {
        guard let action = ActionName(self[name]) else {
            throw DatabaseError(message: "a stored action is not well formed: \(self[name] as String)")
        }
        return action
    }

    func name(_ index: Int) throws -> TaskName? {
        guard let text = self[index] as String? else { return nil }
        guard let name = TaskName(text) else { throw DatabaseError(message: "a stored name is bad: \(text)") }
        return name
    }

    func group(_ index: Int) throws -> TaskGroup {
        guard let group = TaskGroup(self[index]) else {
            throw DatabaseError(message: "a stored group is not well formed: \(self[index] as String)")
        }
        return group
    }

    func priority(_ index: Int) throws -> TaskPriority {
        guard let priority = TaskPriority(self[index]) else {
            throw DatabaseError(message: "a stored priority is not one: \(self[index] as Int)")
        }
        return priority
    }
}
