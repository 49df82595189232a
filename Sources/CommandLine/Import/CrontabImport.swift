import JSON
import Timekeeping

/// Makes tasks of the entries of a crontab.
struct CrontabImport: Sendable {
    var settings: ImportSettings
    /// The users whose lines of a system crontab are imported.
    var owners = Owners.likely(nil)

    enum Owners: Hashable, Sendable {
        case all
        case named(Set<String>)
        /// All lines if they are of one user; else those of the user who imports, or of root if that user has none.
        case likely(String?)

        /// The users whose lines are imported; `nil` for all.
        func users(_ entries: [Crontab.Entry]) -> Set<String>? {
            switch self {
            case .all: return nil
            case .named(let users): return users
            case .likely(let current):
                let users = Set(entries.compactMap(\.user))
                guard users.count > 1 else { return nil }
                return [current.flatMap { users.contains($0) ? $0 : nil } ?? "root"]
            }
        }
    }

    /// - Parameter file: the name of the file, for messages; `nil` for standard input.
    func reading(_ crontab: Crontab, file: String?) -> ImportReading {
        var reading = ImportReading()
        let users = owners.users(crontab.entries)
        if crontab.isSystem, crontab.entries.contains(where: { $0.user != nil }) {
            reading.addRemark(
                file ?? "crontab",
                "read as a system crontab, with a user before each command; --user-crontab changes that")
        }
        var remarks = crontab.remarks[...]
        for entry in crontab.entries {
            while let remark = remarks.first, remark.line <= entry.line {
                addRemark(remarks.removeFirst(), file, &reading)
            }
            let place = place(entry.line, file)
            if let users, let owner = entry.user, !users.contains(owner) {
                settings.leaveOut(
                    place, key: Self.key(entry),
                    "it belongs to the user \(owner); import it with --user \(owner) or --all-users",
                    in: &reading)
            } else {
                add(entry, place, to: &reading)
            }
        }
        for remark in remarks { addRemark(remark, file, &reading) }
        return reading
    }

    private func place(_ line: Int, _ file: String?) -> String { file.map { "\($0):\(line)" } ?? "line \(line)" }

    private func addRemark(_ remark: Crontab.Remark, _ file: String?, _ reading: inout ImportReading) {
        let place = place(remark.line, file)
        if remark.isLoss {
            reading.warn(place, "left out: \(remark.message)")
        } else {
            reading.addRemark(place, remark.message)
        }
    }

    private func add(_ entry: Crontab.Entry, _ place: String, to reading: inout ImportReading) {
        let key = Self.key(entry)
        var zone: Zone?
        if let name = entry.timezone {
            zone = Zone(identifier: name)
            guard zone != nil else {
                return settings.leaveOut(place, key: key, "\"\(name)\" is not a time zone", in: &reading)
            }
        }
        var payload: JSONValue = ["command": .string(entry.command)]
        if let input = entry.input { payload["stdin"] = .string(input) }
        if let user = entry.user { payload["user"] = .string(user) }
        if !entry.variables.isEmpty { payload["env"] = .object(entry.variables) }
        var recurrence: JSONValue = ["cron": .string(entry.schedule)]
        if let delay = entry.randomDelay { recurrence["jitter_seconds"] = .int(min(86_400, delay * 60)) }
        settings.add(
            .init(
                place: place, label: entry.command, key: key, action: "shell", payload: payload,
                recurrence: recurrence, zone: zone, schedule: entry.schedule),
            to: &reading)
    }

    /// A key that stays the same if only the schedule of a line changes: the program, to be readable, and a hash of the
    /// command.
    private static func key(_ entry: Crontab.Entry) -> String {
        let word = entry.command.split(separator: " ").first { !$0.contains("=") } ?? "command"
        let program = ImportNames.slug(String(word.split(separator: "/").last ?? word), maximum: 32)
        return "\(program).\(ImportNames.hash([entry.user ?? "", entry.command, entry.input ?? ""]))"
    }
}
