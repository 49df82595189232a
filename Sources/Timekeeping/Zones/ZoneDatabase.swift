internal import Foundation
internal import Synchronization

/// The system's tz database: a folder of TZif files, one per zone.
///
/// A file is read when its zone is first used, and kept in memory, so that a process uses the same rules until it ends;
/// a package update takes effect at the next start. A zone that is not in the folder comes from Foundation: some
/// systems leave out old names (Debian 13 has them in `tzdata-legacy`), and a task with such a name must keep working.
public final class ZoneDatabase: Sendable {
    /// The database in `/usr/share/zoneinfo`, or in the folder of the variable `TZDIR`, as in the C library.
    public static let system = ZoneDatabase(
        folder: ProcessInfo.processInfo.environment["TZDIR"] ?? "/usr/share/zoneinfo")

    /// The folder of the files.
    public let folder: String
    /// Only zones that exist, so that other names take no memory.
    private let known = Mutex<[String: ZoneRules]>([:])

    init(folder: String) {
        self.folder = folder
    }

    /// Whether the database is there and readable; otherwise all zones come from Foundation.
    public var isInstalled: Bool { file("Europe/Berlin") != nil }

    /// The rules of a zone that was read before.
    func known(_ identifier: String) -> ZoneRules? {
        known.withLock { $0[identifier] }
    }

    /// Reads the rules of a zone; `nil` if there is none.
    ///
    /// - Parameter identifier: a valid name, since it becomes part of a path.
    func read(_ identifier: String) -> ZoneRules? {
        let rules = file(identifier).map(ZoneRules.file) ?? TimeZone(identifier: identifier).map(ZoneRules.foundation)
        if let rules { known.withLock { $0[identifier] = rules } }
        return rules
    }

    private func file(_ identifier: String) -> ZoneFile? {
        FileManager.default.contents(atPath: "\(folder)/\(identifier)").flatMap { ZoneFile(tzif: Array($0)) }
    }
}

/// The source of a zone's offsets.
enum ZoneRules: Sendable {
    /// The system's tz database.
    case file(ZoneFile)
    /// The data of Foundation, as old as the release of Swift.
    case foundation(TimeZone)

    /// Seconds ahead of UTC at a UTC second.
    func offset(at second: Int64) -> Int {
        switch self {
        case .file(let file): file.offset(at: second)
        // Whole seconds are exact in a Date.
        case .foundation(let zone): zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
        }
    }
}
