internal import Foundation
internal import Glibc

/// Looks at a database file before SQLite does, so that a file that is not ours is not touched.
///
/// Opening a file with SQLite may already change it: what another process left in its write-ahead log is moved over.
struct DatabaseFile {
    let path: String

    /// Checks what the first page says (SQLite, "Database File Format", sections 1.3 and 4).
    ///
    /// A file that does not exist, is empty, or holds an empty database is fine: it becomes ours.
    func validate() throws(TaskStoreError) {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else { return }
        if isDirectory.boolValue { throw TaskStoreError(.notADatabase, "\(path) is a folder, not a database file") }
        let start = try beginning(of: path)
        if start.isEmpty { return }
        guard start.count == Self.pageStart, start.starts(with: Array("SQLite format 3\0".utf8)) else {
            throw TaskStoreError(.notADatabase, "\(path) is not a SQLite database; it was left as it is")
        }
        let page = try newestFirstPage() ?? start
        let version = page.word(at: 60)
        let application = page.word(at: 68)
        // Byte 103: how many cells the root of the schema has.
        let isBlank = application == 0 && version == 0 && page[103] == 0 && page[104] == 0
        guard application == Schema.applicationID || isBlank else {
            throw TaskStoreError(
                .notADatabase, "\(path) is a SQLite database of another program; it was left as it is")
        }
        guard isBlank || version >= Schema.oldestVersion else {
            throw TaskStoreError(
                .olderVersion,
                "the database \(path) was written by a version of Carillon before its first release (schema "
                    + "\(version)), which this one can't read; it was left as it is: move it away")
        }
        guard version <= Schema.version else {
            throw TaskStoreError(
                .newerVersion,
                "the database \(path) was written by a newer version of Carillon (schema \(version); this one knows "
                    + "\(Schema.version)); it was left as it is: start that version, or restore a backup")
        }
    }

    /// The header of the file, and of the page that follows it.
    private static let pageStart = 108

    private func beginning(of path: String) throws(TaskStoreError) -> [UInt8] {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw TaskStoreError(.unusable, "the database \(path) can't be read: \(String(cString: strerror(errno)))")
        }
        defer { try? file.close() }
        do {
            return [UInt8](try file.read(upToCount: Self.pageStart) ?? Data())
        } catch {
            throw TaskStoreError(.unusable, "the database \(path) can't be read: \(error)")
        }
    }

    /// The beginning of the first page as the write-ahead log has it last, where the process before did not come to
    /// moving it into the file; nil where the log does not have it.
    private func newestFirstPage() throws(TaskStoreError) -> [UInt8]? {
        guard let log = FileHandle(forReadingAtPath: path + "-wal") else { return nil }
        defer { try? log.close() }
        do {
            let header = [UInt8](try log.read(upToCount: 32) ?? Data())
            guard header.count == 32 else { return nil }
            let frameLength = 24 + UInt64(header.word(at: 8))
            var newest: [UInt8]?
            var offset: UInt64 = 32
            while true {
                try log.seek(toOffset: offset)
                let frame = [UInt8](try log.read(upToCount: 24 + Self.pageStart) ?? Data())
                // Frames with other salts are left over from before the log was last begun anew.
                guard frame.count == 24 + Self.pageStart, frame[8..<16] == header[16..<24] else { return newest }
                if frame.word(at: 0) == 1 { newest = Array(frame[24...]) }
                offset += frameLength
            }
        } catch {
            throw TaskStoreError(.unusable, "the log of the database \(path) can't be read: \(error)")
        }
    }
}

extension [UInt8] {
    /// The big-endian number in four bytes.
    fileprivate func word(at offset: Int) -> UInt32 {
        self[offset..<(offset + 4)].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
