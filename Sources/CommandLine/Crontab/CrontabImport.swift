import JSON
import Recurrence
import Timekeeping

/// Makes tasks of the entries of a crontab.
struct CrontabImport: Sendable {
    /// The action that runs commands.
    var action: String
    /// For lines without a zone of their own.
    var zone: Zone
    var group: String?
    var tags: [String] = []
    var now: Timestamp

    /// A task, and the line that it came from.
    struct Item: Sendable {
        var line: Int
        var task: JSONValue
        /// When it runs, in English.
        var description: String
        /// When it would run first.
        var next: Timestamp?
    }

    /// - Returns: the tasks; and what is wrong in the file, in the order of its lines.
    func items(_ crontab: Crontab) -> (items: [Item], faults: [Crontab.Fault]) {
        var (items, faults) = ([Item](), crontab.faults)
        for entry in crontab.entries {
            switch item(entry) {
            case .success(let item): items.append(item)
            case .failure(let fault): faults.append(fault.fault)
            }
        }
        return (items, faults.sorted { $0.line < $1.line })
    }

    private struct EntryError: Error {
        var fault: Crontab.Fault
    }

    private func item(_ entry: Crontab.Entry) -> Result<Item, EntryError> {
        var zone = zone
        if let name = entry.timezone {
            guard let named = Zone(identifier: name) else {
                return .failure(EntryError(fault: .init(line: entry.line, message: "\"\(name)\" is not a zone")))
            }
            zone = named
        }
        let recurrence: JSONValue = ["cron": .string(entry.schedule)]
        let described: Recurrence
        do {
            // What can't be read is told before anything is sent.
            var reader = try JSONReader(recurrence.bytes)
            described = try Recurrence(try RecurrenceRule(reading: &reader), anchor: now, zone: zone)
        } catch let error as RecurrenceError {
            return .failure(
                EntryError(
                    fault: .init(
                        line: entry.line, message: error.message, schedule: entry.schedule, column: error.column)))
        } catch {
            return .failure(EntryError(fault: .init(line: entry.line, message: "\(error)")))
        }
        guard let next = described.next(after: now) else {
            return .failure(EntryError(fault: .init(line: entry.line, message: "\"\(entry.schedule)\" never occurs")))
        }
        var payload: JSONValue = ["command": .string(entry.command)]
        if let input = entry.input { payload["stdin"] = .string(input) }
        if let user = entry.user { payload["user"] = .string(user) }
        if !entry.variables.isEmpty { payload["env"] = .object(entry.variables) }
        var task: JSONValue = [
            "action": .string(action), "payload": payload, "recurrence": recurrence,
            "timezone": .string(zone.identifier),
        ]
        if let group { task["group"] = .string(group) }
        if !tags.isEmpty { task["tags"] = .strings(tags) }
        return .success(Item(line: entry.line, task: task, description: described.description, next: next))
    }
}
