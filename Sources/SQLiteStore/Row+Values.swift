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
        let words = try withUnsafeData(atIndex: index) { data -> (UInt64, UInt64)? in
            guard let data, data.count == 16 else { return nil }
            return data.withUnsafeBytes { bytes in
                (
                    UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                    UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
                )
            }
        }
        guard let words else { throw DatabaseError(message: "column \(index) holds no id") }
        return EntityID(high: words.0, low: words.1)
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
}
