import JSON
import Recurrence
import Timekeeping

/// What all imports from other schedulers have in common: what the flags say, and how a task is made of an entry.
struct ImportSettings: Sendable {
    /// An entry of a file, as far as it is understood.
    struct Entry {
        var place: String
        var label: String
        /// What tells it from the others of its file.
        var key: String
        /// What does it, unless `--action` says.
        var action: String
        var payload: JSONValue
        /// For what recurs.
        var recurrence: JSONValue?
        /// For what does not: RFC 3339, local without an offset.
        var runAt: String?
        var zone: Zone?
        var group: String?
        /// Fields of the task beside those.
        var fields: [JSONValue.Member] = []
        var isPaused = false
        /// Part of the recurrence that a column of an error is one of.
        var schedule: String?
    }

    /// The action that is named; nil for what the entry says.
    var action: String?
    /// The URL of a webhook, or the channel of a message.
    var target: String?
    /// For entries that name no zone.
    var zone: Zone
    var group: String?
    var tags: [String] = []
    /// What names begin with.
    var prefix: String
    var now: Timestamp

    func name(key: String) -> String { ImportNames.name(prefix: prefix, key: key) }

    /// Adds the task of an entry, or says why it can't be made.
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
                // What can't be read is reported before anything is sent.
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
            // As the API finds the first, with what a count leaves.
            guard described.next(after: now) != nil,
                let next = try? rule.accepted(
                    anchor: now, localAnchor: nil, zone: zone, seed: 0, after: now, countsAnchor: false
                ).first
            else {
                return reading.note(entry.place, "left out: it does not occur any more, or never does")
            }
            task["recurrence"] = recurrence
            (imported.next, imported.description) = (next, described.description)
        } else if let runAt = entry.runAt {
            guard let moment = try? MomentText(runAt, flag: "", now: now, zone: zone) else {
                reading.keptNames.insert(name)
                return reading.warn(entry.place, "left out: \"\(runAt)\" is not a time")
            }
            guard moment.instant > now else { return reading.note(entry.place, "left out: it is over") }
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

    /// Leaves an entry out that has no task because of something in it. A task that it made before stays.
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

    /// A name for an action in the characters that it may have.
    static func actionName(_ text: String) -> String {
        let slug = ImportNames.slug(text, maximum: 64)
        return slug.isEmpty ? "task" : slug
    }
}
