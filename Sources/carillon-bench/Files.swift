import Foundation

/// The little that is done with files.
enum Files {
    /// - Returns: the path of a new directory in `parent`.
    static func makeTemporaryDirectory(in parent: String) throws -> String {
        let path = "\(parent)/carillon-bench.\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        return path
    }

    static func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// - Returns: nothing where it can't be read.
    static func text(_ path: String) -> String {
        guard let data = FileManager.default.contents(atPath: path) else { return "" }
        return String(decoding: data, as: UTF8.self)
    }

    /// The last lines of a log.
    static func tail(_ path: String, lines: Int = 15) -> String {
        text(path).split(separator: "\n").suffix(lines).joined(separator: "\n")
    }
}
