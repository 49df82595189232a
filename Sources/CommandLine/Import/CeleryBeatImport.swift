import JSON
import Timekeeping

/// Makes tasks of the periodic tasks of Celery: from `manage.py dumpdata django_celery_beat`, or from a `beat_schedule`
/// written as JSON.
struct CeleryBeatImport: Sendable {
    var settings: ImportSettings

    /// - Parameter document: the dump, an array of objects with `model`; or an object of entries by name.
    func reading(_ document: JSONValue) -> ImportReading {
        var reading = ImportReading()
        if let records = document.array {
            readDump(records, &reading)
        } else {
            let entries = document["beat_schedule"] ?? document
            if entries.members == nil {
                reading.warn("the file", "left out: expected a dump of django-celery-beat, or a beat_schedule")
            }
            for entry in entries.members ?? [] {
                add(entry.key, entry.value, schedule: schedule(entry.value["schedule"]), to: &reading)
            }
        }
        return reading
    }

    /// When a task is due.
    private enum Schedule {
        case recurrence(JSONValue, zone: Zone?)
        case once(String)
        case fault(String)
    }

    // MARK: - A dump

    private func readDump(_ records: [JSONValue], _ reading: inout ImportReading) {
        var schedules: [String: JSONValue] = [:]
        var tasks: [JSONValue] = []
        for record in records {
            let model = record["model"]?.string?.split(separator: ".").last.map(String.init) ?? ""
            let fields = record["fields"] ?? [:]
            switch model {
            case "crontabschedule", "intervalschedule", "solarschedule", "clockedschedule":
                schedules["\(model) \(record["pk"]?.compact ?? "")"] = fields
            case "periodictask": tasks.append(fields)
            // It only holds when the table was last changed.
            case "periodictasks": break
            default: reading.warn("a record", "left out: the model \"\(model)\" is not known")
            }
        }
        for task in tasks {
            let name = task["name"]?.string ?? ""
            let found = ["crontab", "interval", "solar", "clocked"].lazy.compactMap { kind -> (String, JSONValue)? in
                guard let key = task[kind], key != .null else { return nil }
                return (kind, schedules["\(kind)schedule \(key.compact)"] ?? .null)
            }.first
            add(name, task, schedule: found.map { self.schedule($0, $1) } ?? .fault("it has no schedule"), to: &reading)
        }
    }

    private func schedule(_ kind: String, _ fields: JSONValue) -> Schedule {
        guard fields.members != nil else { return .fault("the \(kind)schedule that it refers to is not in the dump") }
        switch kind {
        case "crontab": return crontab(fields)
        case "interval": return interval(fields)
        case "clocked": return fields["clocked_time"]?.string.map { .once($0) } ?? .fault("it has no clocked_time")
        default: return .fault("solar schedules are not supported")
        }
    }

    // MARK: - An object of entries

    /// Reads a schedule: a number of seconds; or an object with `crontab`, `interval` or `solar`, or with the fields of
    /// one.
    private func schedule(_ value: JSONValue?) -> Schedule {
        guard let value else { return .fault("it has no schedule") }
        if let seconds = value.double { return every(seconds) }
        if let text = value.string { return crontab(text) }
        if let inner = value["crontab"] { return crontab(inner) }
        if let inner = value["interval"] { return interval(inner) }
        if value["every"] != nil { return interval(value) }
        if value["solar"] != nil || value["event"] != nil { return schedule("solar", value) }
        return Self.cronFields.contains { value[$0] != nil }
            ? crontab(value) : .fault("its schedule must be a number of seconds or a crontab, in JSON")
    }

    // MARK: - Schedules

    private static let cronFields = ["minute", "hour", "day_of_month", "month_of_year", "day_of_week"]

    /// Reads five fields in the order of cron, or a crontab as Celery prints it: `<crontab: 0 4 * * * (m/h/dM/MY/d)>`.
    /// In older versions the day of the week is the third field; the letters tell.
    private func crontab(_ text: String) -> Schedule {
        let fault = Schedule.fault(
            "\"\(text)\" is not a crontab: expected five fields, or an object with minute, hour and so on")
        var words = text.split { $0.isWhitespace || "<>".contains($0) }.map(String.init)
        var order = Self.cronFields
        if words.first == "crontab:" {
            words.removeFirst()
            let letters = words.popLast() ?? ""
            switch letters {
            case "(m/h/dM/MY/d)": break
            case "(m/h/d/dM/MY)": order = ["minute", "hour", "day_of_week", "day_of_month", "month_of_year"]
            default: return fault
            }
        }
        guard words.count == 5 else { return fault }
        return crontab(.object(zip(order, words).map { .init(key: $0, value: .string($1)) }))
    }

    private func crontab(_ fields: JSONValue) -> Schedule {
        if let text = fields.string { return crontab(text) }
        guard let members = fields.members else { return .fault("its crontab is not an object") }
        if let odd = members.first(where: { !Self.cronFields.contains($0.key) && $0.key != "timezone" }) {
            return .fault(
                "\(odd.key) is not a field of a crontab; expected one of \(Self.cronFields.joined(separator: ", "))")
        }
        func text(_ name: String) -> String {
            switch fields[name] {
            case .string(let text): String(text.filter { !$0.isWhitespace })
            case .array(let elements): elements.map { $0.string ?? $0.compact }.joined(separator: ",")
            case .number(let digits): digits
            default: "*"
            }
        }
        var zone: Zone?
        if let name = fields["timezone"]?.string {
            zone = Zone(identifier: name)
            guard zone != nil else { return .fault("\"\(name)\" is not a time zone") }
        }
        let (day, weekday) = (text("day_of_month"), text("day_of_week"))
        let cron = [text("minute"), text("hour"), day, text("month_of_year"), weekday].joined(separator: " ")
        var recurrence: JSONValue = ["cron": .string(cron)]
        // In Celery both must match; in cron one of them is enough.
        if day != "*", weekday != "*" { recurrence["day_match"] = "and" }
        return .recurrence(recurrence, zone: zone)
    }

    private func interval(_ fields: JSONValue) -> Schedule {
        let lengths = ["days": 86_400.0, "hours": 3600, "minutes": 60, "seconds": 1, "microseconds": 1e-6]
        guard let count = fields["every"]?.double, let length = lengths[fields["period"]?.string?.lowercased() ?? ""]
        else {
            return .fault(
                "an interval needs every, a number, and period: days, hours, minutes, seconds or microseconds")
        }
        return every(count * length)
    }

    private func every(_ seconds: Double) -> Schedule {
        let milliseconds = (seconds * 1000).rounded()
        guard milliseconds >= 1000, milliseconds < 1e13 else {
            return .fault("it is due more often than once per second")
        }
        let (whole, rest) = (Int64(milliseconds) / 1000, Int64(milliseconds) % 1000)
        let fraction = rest == 0 ? "" : ".\(String(1000 + rest).dropFirst())"
        return .recurrence(["every": .string("PT\(whole)\(fraction)S")], zone: nil)
    }

    // MARK: - Tasks

    private func add(_ name: String, _ task: JSONValue, schedule: Schedule, to reading: inout ImportReading) {
        guard let function = task["task"]?.string else {
            return settings.leaveOut(name, key: name, "it names no task", in: &reading)
        }
        var entry = ImportSettings.Entry(
            place: name, label: function, key: name, action: ImportSettings.actionName(function),
            payload: [
                "args": Self.embedded(task["args"]) ?? .array([]), "kwargs": Self.embedded(task["kwargs"]) ?? [:],
            ])
        if settings.action != nil { entry.payload["task"] = .string(function) }
        entry.isPaused = task["enabled"] == .bool(false)
        switch schedule {
        case .fault(let message): return settings.leaveOut(name, key: name, message, in: &reading)
        case .once(let time): entry.runAt = time
        case .recurrence(var recurrence, let zone):
            entry.zone = zone
            entry.schedule = recurrence["cron"]?.string
            for (member, field) in [("start_time", "starts_at"), ("expires", "until")] {
                guard let value = task[member], value != .null else { continue }
                guard let time = value.string.flatMap({ try? Timestamp(rfc3339: $0) }) else {
                    reading.warn(name, "left out: \(member) \(value.compact) is not a time with an offset")
                    continue
                }
                recurrence[field] = .string(time.rfc3339)
            }
            if task["one_off"]?.isTrue == true { recurrence["count"] = .int(1) }
            entry.recurrence = recurrence
        }
        if let priority = task["priority"]?.int ?? task["options"]?["priority"]?.int {
            if 0...9 ~= priority {
                entry.fields.append(.init(key: "priority", value: .int(priority)))
            } else {
                reading.warn(name, "priority \(priority) is left out: it must be 0 to 9")
            }
        }
        for member in ["args", "kwargs"] {
            guard let text = task[member]?.string, (try? JSONValue(parsing: text.utf8)) == nil else { continue }
            reading.warn(name, "\(member) is not JSON and is passed on as a string")
        }
        warn(name, task, &reading)
        settings.add(entry, to: &reading)
    }

    /// Warns about settings that a task can't express.
    private func warn(_ name: String, _ task: JSONValue, _ reading: inout ImportReading) {
        let parts = (task.members ?? []) + (task["options"]?.members ?? [])
        for part in parts where !Self.isEmpty(part.value) {
            switch part.key {
            case "queue", "exchange", "routing_key", "headers", "relative":
                reading.warn(name, "\(part.key) is left out: each action has its own queue")
            case "expire_seconds", "countdown", "eta", "time_limit", "soft_time_limit", "serializer":
                reading.warn(name, "\(part.key) is left out")
            case "expires" where task["expires"] == nil || task["options"]?["expires"] != nil:
                reading.warn(name, "expires, the age at which a message is dropped, is left out")
            default: break
            }
        }
    }

    private static func isEmpty(_ value: JSONValue) -> Bool {
        switch value {
        case .null, .string(""), .string("{}"), .bool(false): true
        case .object(let members): members.isEmpty
        default: false
        }
    }

    /// Parses arguments: in a dump they are strings that contain JSON.
    private static func embedded(_ value: JSONValue?) -> JSONValue? {
        guard let text = value?.string else { return value == .null ? nil : value }
        return (try? JSONValue(parsing: text.utf8)) ?? .string(text)
    }
}
