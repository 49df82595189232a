internal import Foundation
internal import GRDB

/// A copy of a database that may be in use: SQLite's online backup (https://sqlite.org/backup.html).
///
/// The copy shows one moment. It is made beside its place, checked, synced and then moved there, so that a file of that
/// name is always whole.
public struct DatabaseBackup {
    private let source: String
    private let target: String

    /// - Parameters:
    ///   - source: a database of Carillon.
    ///   - target: must not exist.
    public init(source: String, target: String) {
        self.source = source
        self.target = target
    }

    /// - Returns: how large the copy is, in bytes.
    /// - Throws: ``TaskStoreError``; nothing is at `target` then.
    public func run() throws -> Int {
        guard FileManager.default.fileExists(atPath: source) else {
            throw TaskStoreError(.unusable, "there is no database \(source)")
        }
        try DatabaseFile(path: source).validate()
        guard !FileManager.default.fileExists(atPath: target) else {
            throw TaskStoreError(.unusable, "\(target) is there already; give another name, or move it away")
        }
        let partial = target + ".partial"
        try? FileManager.default.removeItem(atPath: partial)
        do {
            try copy(to: partial)
            try sync(partial)
            try FileManager.default.moveItem(atPath: partial, toPath: target)
        } catch {
            try? FileManager.default.removeItem(atPath: partial)
            if let error = error as? TaskStoreError { throw error }
            throw TaskStoreError(.unusable, "\(source) could not be copied to \(target): \(error)")
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: target)
        return (attributes[.size] as? Int) ?? 0
    }

    private func copy(to path: String) throws {
        // Not read-only: a reader of a write-ahead log takes part in its shared memory. Nothing is written.
        let from = try DatabaseQueue(path: source)
        defer { try? from.close() }
        let copy = try DatabaseQueue(path: path)
        try from.backup(to: copy)
        let faults = try copy.writeWithoutTransaction { db in
            // The copy is one file, without a log beside it.
            try db.execute(sql: "PRAGMA journal_mode = DELETE")
            return try String.fetchAll(db, sql: "PRAGMA quick_check")
        }
        try copy.close()
        guard faults == ["ok"] else {
            throw TaskStoreError(.unusable, "the copy is damaged: \(faults.joined(separator: "; "))")
        }
    }

    private func sync(_ path: String) throws {
        let file = try FileHandle(forUpdating: URL(filePath: path))
        try file.synchronize()
        try file.close()
    }
}
