internal import Foundation
internal import Synchronization

/// The system's tz database: a folder of TZif files, one a zone.
///
/// A file is read when its zone is first asked for and kept, so that a process has the rules of its start; a package
/// update counts from the next start on. A zone that the folder lacks comes from Foundation: some systems leave out
/// old names (Debian 13 has them in `tzdata-legacy`), and a task that was made with one must not be stranded by that.
public final class ZoneDatabase: Sendable {
    /// The one in `/usr/share/zoneinfo`, or where the variable `TZDIR` says, as with the C library.
    public static let system = ZoneDatabase(
        folder: ProcessInfo.processInfo.environment["TZDIR"] ?? "/usr/share/zoneinfo")

    /// Where the files are.
    public let folder: String
    /// Only what was found, so that names that don't exist take no memory.
    private let known = Mutex<[String: ZoneRules]>([:])

    init(folder: String) {
        self.folder = folder
    }

    /// Whether it is there and can be read; all zones are Foundation's otherwise.
    public var isInstalled: Bool { file("Europe/Berlin") != nil }

    /// The rules of a zone that was read before.
    func known(_ identifier: String) -> ZoneRules? {
        known.withLock { $0[identifier] }
    }

    /// Reads the rules of a zone; nil where there is none.
    ///
    /// - Parameter identifier: well formed, since it becomes part of a path.
    func read(_ identifier: String) -> ZoneRules? {
        let rules = file(identifier).map(ZoneRules.file) ?? TimeZone(identifier: identifier).map(ZoneRules.foundation)
        if let rules { known.withLock { $0[identifier] = rules } }
        return rules
    }

    private func file(_ identifier: String) -> ZoneFile? {
        FileManager.default.contents(atPath: "\(folder)/\(identifier)").flatMap { ZoneFile(tzif: Array($0)) }
    }
}
