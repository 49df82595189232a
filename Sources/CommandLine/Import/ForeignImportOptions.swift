import ArgumentParser
import JSON
import Timekeeping

/// The flags of `import` for files of other schedulers.
struct ForeignImportOptions: ParsableArguments {
    /// A file or folder of another scheduler.
    enum Source: Sendable {
        case crontab(String)
        case calendar(String)
        case systemd(String)
        case eventBridge(String)
        case celeryBeat(String)

        var path: String {
            switch self {
            case .crontab(let path), .calendar(let path), .systemd(let path), .eventBridge(let path),
                .celeryBeat(let path):
                path
            }
        }
    }

    static let flags = "--crontab, --ics, --systemd, --eventbridge and --celery-beat"

    @Option(help: ArgumentHelp("A crontab; - for standard input.", valueName: "file"))
    var crontab: String?

    @Option(help: ArgumentHelp("An iCalendar file: each event becomes a task.", valueName: "file"))
    var ics: String?

    @Option(help: ArgumentHelp("A folder with systemd timers.", valueName: "folder"))
    var systemd: String?

    @Option(
        help: ArgumentHelp("The output of \"aws scheduler get-schedule\" or \"list-schedules\".", valueName: "file"))
    var eventbridge: String?

    @Option(
        help: ArgumentHelp("A dump of django-celery-beat, or a beat_schedule in JSON.", valueName: "file"))
    var celeryBeat: String?

    @Flag(help: "The crontab names a user before each command, as /etc/crontab does. (default: detected)")
    var system = false

    @Flag(help: "The crontab names no user. (default: detected)")
    var userCrontab = false

    @Option(
        help: """
            From a system crontab, only the lines of these users, separated by commas. (default: all if they are of one \
            user, else yours, or root's if you have none)
            """)
    var user: String?

    @Flag(help: "From a system crontab, the lines of all users.")
    var allUsers = false

    @Option(help: "The action of the tasks. (default: shell for commands, else the function or target of the entry)")
    var action: String?

    @Option(help: "The URL for --action webhook, the channel for --action message.")
    var target: String?

    @Option(
        name: [.customLong("tz"), .customLong("timezone")],
        help: "The time zone of entries without one. (default: yours)")
    var timezone: String?

    @Option(name: [.short, .long], help: "The group of the tasks.")
    var group: String?

    @Option(help: "A tag of the tasks. Repeat for several.")
    var tag: [String] = []

    @Option(help: "The prefix of the tasks' names. (default: the file's name)")
    var prefix: String?

    @Flag(help: "Delete tasks of an earlier import that are no longer in the file.")
    var replace = false

    @Flag(help: "Import nothing if any entry or setting can't be imported.")
    var strict = false

    var sources: [Source] {
        [
            crontab.map(Source.crontab), ics.map(Source.calendar), systemd.map(Source.systemd),
            eventbridge.map(Source.eventBridge), celeryBeat.map(Source.celeryBeat),
        ].compactMap { $0 }
    }

    /// Whether a flag is given that needs a source.
    var saysSomething: Bool {
        system || userCrontab || allUsers || replace || strict || !tag.isEmpty
            || [user, action, target, timezone, group, prefix].contains { $0 != nil }
    }

    func check(isAtomic: Bool) throws {
        if crontab == nil, system || userCrontab || allUsers || user != nil {
            throw ValidationError("--system, --user-crontab, --user and --all-users need --crontab")
        }
        if allUsers, user != nil { throw ValidationError("give --user or --all-users, not both") }
        if system, userCrontab { throw ValidationError("give --system or --user-crontab, not both") }
        if isAtomic, replace { throw ValidationError("--atomic only creates tasks: leave out --replace") }
        let takesTarget = action == "webhook" || action == "message"
        if !sources.isEmpty, takesTarget != (target != nil) {
            throw ValidationError("--action webhook and --action message need --target, and --target needs one of them")
        }
        if let prefix, prefix.isEmpty || prefix.utf8.count > 64 || ImportNames.slug(prefix, maximum: 64) != prefix {
            throw ValidationError("--prefix must be 1 to 64 letters, digits, \".\", \"_\" or \"-\"")
        }
    }

    func settings(_ source: Source, _ environment: CommandEnvironment) throws -> ImportSettings {
        ImportSettings(
            action: action, target: target, zone: try timezone.map(WhenBuilder.zone) ?? environment.zone,
            group: group, tags: tag, prefix: prefix ?? ImportNames.prefix(path: source.path),
            now: environment.clock.now())
    }

    // MARK: - Reading

    /// - Throws: ``Failure`` if the file does not exist or has another format.
    func reading(
        _ source: Source, _ settings: ImportSettings, _ environment: CommandEnvironment
    ) throws -> ImportReading {
        let path = source.path
        let file = path == "-" ? nil : path
        switch source {
        case .crontab:
            let text = try Self.text(path, "--crontab", environment)
            let crontab = Crontab(parsing: text, isSystem: system ? true : userCrontab ? false : nil, path: path)
            let named = user.map { Set($0.split(separator: ",").map(String.init)) }
            let owners = named.map(CrontabImport.Owners.named) ?? (allUsers ? .all : .likely(environment.user))
            return CrontabImport(settings: settings, owners: owners).reading(crontab, file: file)
        case .calendar:
            return CalendarImport(settings: settings).reading(
                try CalendarFile(parsing: Self.bytes(path, "--ics", environment), path: path), file: file)
        case .systemd:
            var folder = path
            while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
            guard let names = try environment.listFolder(folder) else {
                throw Failure(.usage, "--systemd: there is no folder \(path)")
            }
            let files = SystemdFolder(folder, names: names, list: environment.listFolder) { path in
                try Self.text(path, "--systemd", environment)
            }
            return SystemdImport(settings: settings).reading(files)
        case .eventBridge:
            let documents = try JSONStream.documents(Array(try Self.text(path, "--eventbridge", environment).utf8))
            guard !documents.isEmpty else { throw Failure(.usage, "--eventbridge: the file has no JSON in it") }
            return EventBridgeImport(settings: settings).reading(documents)
        case .celeryBeat:
            let documents = try JSONStream.documents(Array(try Self.text(path, "--celery-beat", environment).utf8))
            guard documents.count == 1 else {
                throw Failure(.usage, "--celery-beat: the file is not one JSON document")
            }
            return CeleryBeatImport(settings: settings).reading(documents[0])
        }
    }

    /// Reads a file or standard input, without a byte order mark.
    private static func bytes(_ path: String, _ flag: String, _ environment: CommandEnvironment) throws -> [UInt8] {
        var bytes = path == "-" ? try environment.readInput() : try DataReader(environment).file(path, flag: flag)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        return bytes
    }

    private static func text(_ path: String, _ flag: String, _ environment: CommandEnvironment) throws -> String {
        let bytes = try bytes(path, flag, environment)
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Failure(notText: bytes, path: path) }
        return text
    }
}

extension Failure {
    /// Creates the failure for a file that is not UTF-8, with the first such line.
    init(notText bytes: [UInt8], path: String) {
        let file = path == "-" ? "the input" : path
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            self.init(.usage, "\(file) must be UTF-8, but is UTF-16; nothing was sent")
            return
        }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let index = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
        self.init(.usage, "\(file) is not valid UTF-8\(index.map { ": see line \($0 + 1)" } ?? ""); nothing was sent")
    }
}
