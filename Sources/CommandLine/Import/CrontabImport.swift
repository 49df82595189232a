import Timekeeping

/// Makes tasks of the entries of a crontab.
struct CrontabImport: Sendable {
    var settings: ImportSettings
    /// Whose lines are taken; nil for all.
    var user: String?

    /// - Parameter file: its name, for people; nil for standard input.
    func reading(_ crontab: Crontab, file: String?) -> ImportReading {
        var reading = ImportReading()
        if crontab.isSystem, user == nil, crontab.entries.contains(where: { $0.user != nil }) {
            reading.note(
                file ?? "crontab", "read as a system's, with a user before each command; --user-crontab says otherwise")
        }
        var remarks = crontab.remarks[...]
        for entry in crontab.entries {
            while let remark = remarks.first, remark.line <= entry.line { say(remarks.removeFirst(), file, &reading) }
            add(entry, place(entry.line, file), to: &reading)
        }
        for remark in remarks { say(remark, file, &reading) }
        return reading
    }

    private func place(_ line: Int, _ file: String?) -> String { file.map { "\($0):\(line)" } ?? "line \(line)" }

    private func say(_ remark: Crontab.Remark, _ file: String?, _ reading: inout ImportReading) {
        let place = place(remark.line, file)
        if remark.isLoss {
            reading.warn(place, "left out: \(remark.message)")
        } else {
            reading.note(place, remark.message)
        }
    }

    private func add(_ entry: Crontab.Entry, _ place: String, to reading: inout ImportReading) {
        let key = Self.key(entry)
        if let user, let owner = entry.user, owner != user {
            return reading.warn(place, "left out: it is for the user \(owner)")
        }
        var zone: Zone?
        if let name = entry.timezone {
            zone = Zone(identifier: name)
            guard zone != nil else {
                return settings.leaveOut(place, key: key, "\"\(name)\" is not a zone", in: &reading)
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

    /// What stays the same if only the schedule of a line changes: its program, for people, and a hash of what it does.
    private static func key(_ entry: Crontab.Entry) -> String {
        let word = entry.command.split(separator: " ").first { !$0.contains("=") } ?? "command"
        let program = ImportNames.slug(String(word.split(separator: "/").last ?? word), maximum: 32)
        return "\(program).\(ImportNames.hash([entry.user ?? "", entry.command, entry.input ?? ""]))"
    }
}
