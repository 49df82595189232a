internal import Foundation
internal import Glibc

/// Looks at a database file before SQLite does, so that a file that is not ours is not touched.
struct DatabaseFile {
    let path: String

    /// Checks what the header says (SQLite, "Database File Format", section 1.3).
    ///
    /// A file that does not exist, or is empty, is fine: it becomes a database.
    func validate() throws(TaskStoreError) {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else { return }
        if isDirectory.boolValue { throw TaskStoreError(.notADatabase, "\(path) is a folder, not a database file") }
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw TaskStoreError(.unusable, "the database \(path) can't be read: \(String(cString: strerror(errno)))")
        }
        defer { try? file.close() }
        let header: Data
        do {
            header = try file.read(upToCount: 100) ?? Data()
        } catch {
            throw TaskStoreError(.unusable, "the database \(path) can't be read: \(error)")
        }
        if header.isEmpty { return }
        guard header.count == 100, header.starts(with: Array("SQLite format 3\0".utf8)) else {
            throw TaskStoreError(.notADatabase, "\(path) is not a SQLite database; it was left as it is")
        }
        let version = word(at: 60, of: header)
        let application = word(at: 68, of: header)
        guard application == Schema.applicationID || (application == 0 && version == 0) else {
            throw TaskStoreError(
                .notADatabase, "\(path) is a SQLite database of another program; it was left as it is")
        }
        guard version <= Schema.version else {
            throw TaskStoreError(
                .newerVersion,
                "the database \(path) was written by a newer version of Carillon (schema \(version); this one knows "
                    + "\(Schema.version)); it was left as it is: start that version, or restore a backup")
        }
    }

    private func word(at offset: Int, of header: Data) -> UInt32 {
        header[offset..<(offset + 4)].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
