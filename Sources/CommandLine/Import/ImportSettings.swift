import JSON
import Recurrence
import Timekeeping

/// The common part of imports from other schedulers: the settings from flags, and making a task from an entry.
struct ImportSettings: Sendable {
    /// An entry of a file.
    struct Entry {
        var place: String
        var label: String
        /// Identifies the entry within its file.
        var key: String
        /// The action, unless `--action` is given.
        var action: String
        var payload: JSONValue
        /// The recurrence; `nil` if the task runs once.
        var recurrence: JSONValue?
        /// The time of a task that runs once: RFC 3339, local if it has no offset.
        var runAt: String?
        var zone: Zone?
        var group: String?
        /// Further fields of the task.
        var fields: [JSONValue.Member] = []
        var isPaused = false
        /// The part of the recurrence that the column of an error refers to.
        var schedule: String?
    }

    /// The action of all tasks; `nil` to take it from the entry.
    var action: String?
    /// The URL of a webhook, or the channel of a message.
    var target: String?
    /// The zone of entries without one.
    var zone: Zone
    var group: String?
    var tags: [String] = []
    /// The prefix of names.
    var prefix: String
    var now: Timestamp

    func name(key: String) -> String { ImportNames.name(prefix: prefix, key: key) }

    /// Adds the task of an entry, or a remark why it can't be created.
    func add(_ entry: Entry, to reading: inout ImportReading) {
        let name = reading.uniqueName(name(key: entry.key))
        let zone = entry.zone ?? zone
        let action = action ?? entry.action
        var task: JSONValue = ["name": .string(name), "action": .string(action), "payload": payload(entry, action)]
        var imported = ImportReading.Task(
            place: entry.place, label: entry.label, definition: .null, isPaused: entry.isPaused, description: "")
        if let recurrence = entry.recurrence {
            let rule: RecurrenceRule
            let described: Recurrence
            do {
                // Errors are reported before anything is sent.
                var reader = try JSONReader(recurrence.bytes)
                rule = try RecurrenceRule(reading: &reader)
                described = try Recurrence(rule, anchor: now, zone: zone)
            } catch {
                reading.keptNames.insert(name)
                let fault = error as? RecurrenceError
                return reading.warn(
                    entry.place, "left out: \(fault?.message ?? "\(error)")", schedule: entry.schedule,
                    column: fault?.column)
            }
            // Computed as the API computes the first occurrence, with a count taken into account.
            guard described.next(after: now) != nil,
                let next = try? rule.accepted(
                    anchor: now, localAnchor: nil, zone: zone, seed: 0, after: now, countsAnchor: false
                ).first
            else {
                return reading.addRemark(entry.place, "left out: it has no future occurrence")
            }
            task["recurrence"] = recurrence
            (imported.next, imported.description) = (next, described.description)
        } else if let runAt = entry.runAt {
            guard let moment = try? MomentText(runAt, flag: "", now: now, zone: zone) else {
                reading.keptNames.insert(name)
                return reading.warn(entry.place, "left out: \"\(runAt)\" is not a time")
            }
            guard moment.instant > now else {
                return reading.addRemark(entry.place, "left out: its time is in the past")
            }
            task["run_at"] = .string(runAt)
            (imported.next, imported.description) = (moment.instant, "once")
        }
        task["timezone"] = .string(zone.identifier)
        for field in entry.fields { task[field.key] = field.value }
        if let group = group ?? entry.group { task["group"] = .string(group) }
        if !tags.isEmpty { task["tags"] = .strings(tags) }
        imported.definition = task
        reading.tasks.append(imported)
    }

    /// Leaves an entry out and adds a warning. A task of an earlier import of the entry is not deleted.
    func leaveOut(_ place: String, key: String, _ message: String, in reading: inout ImportReading) {
        reading.keptNames.insert(reading.uniqueName(name(key: key)))
        reading.warn(place, "left out: \(message)")
    }

    private func payload(_ entry: Entry, _ action: String) -> JSONValue {
        guard let target else { return entry.payload }
        switch action {
        case "webhook": return ["url": .string(target), "data": entry.payload]
        default: return ["channel": .string(target), "body": entry.payload]
        }
    }

    /// Converts a text to the characters that the name of an action may have.
    static func actionName(_ text: String) -> String {
        let slug = ImportNames.slug(text, maximum: 64)
        return slug.isEmpty ? "task" : slug
    }
}

/// Names for imported tasks: the same entry always gets the same name, so that a second import finds its task.
enum ImportNames {
    /// The longest name: the API takes 128 bytes, and a number may follow.
    private static let maximumLength = 120

    /// `prefix.key`.
    static func name(prefix: String, key: String) -> String {
        "\(prefix).\(slug(key, maximum: maximumLength - prefix.utf8.count - 1))"
    }

    /// The prefix of names for a path: `backup` for `/etc/cron.d/backup.cron`.
    static func prefix(path: String) -> String {
        let parts = path.split(separator: "/").filter { $0 != "." && $0 != ".." }
        var file = parts.last.map(String.init) ?? ""
        if path == "-" { file = "stdin" }
        if let dot = file.lastIndex(of: "."), dot > file.startIndex { file = String(file[..<dot]) }
        let slug = slug(file, maximum: 40)
        return slug.isEmpty ? "import" : slug
    }

    /// Converts a text to the characters that a name may have. A changed or shortened text ends with a hash of the
    /// original, so that different texts stay different.
    static func slug(_ text: String, maximum: Int) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            let isAllowed = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            if isAllowed || ".-_".unicodeScalars.contains(scalar) {
                result.unicodeScalars.append(scalar)
            } else if result.last != "-" {
                result.append("-")
            }
        }
        guard result != text || result.utf8.count > maximum else { return result }
        while result.last == "-" { result.removeLast() }
        while result.first == "-" { result.removeFirst() }
        let hash = hash([text])
        return result.isEmpty ? hash : "\(result.prefix(max(0, maximum - hash.utf8.count - 1)))-\(hash)"
    }

    /// A stable hash of texts in ten hexadecimal digits (FNV-1a, 64 bits).
    static func hash(_ texts: [String]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for text in texts {
            // UTF-8 never contains 0xFF, so it separates the texts.
            for byte in Array(text.utf8) + [0xFF] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        }
        let digits = String(hash, radix: 16)
        return String((String(repeating: "0", count: 16 - digits.count) + digits).suffix(10))
    }
}
