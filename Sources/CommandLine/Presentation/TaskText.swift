import JSON
import Recurrence
import Timekeeping

/// Formats tasks as tables and lines.
struct TaskText: Sendable {
    let time: TimeFormatter
    let style: Style

    /// A list of tasks.
    func table(_ tasks: [JSONValue]) -> Table {
        var table = Table(columns: [
            .init(title: "TASK"), .init(title: "NAME", isElastic: true),
            .init(title: "GROUP", isElastic: true, dispensability: 1), .init(title: "ACTION", isElastic: true),
            .init(title: "STATUS"), .init(title: "RUNS AT", dispensability: 2), .init(title: ""),
            .init(title: "REPEATS", isElastic: true, dispensability: 3),
        ])
        table.rows = tasks.map { task in
            let status = task["status"]?.string ?? ""
            let due = (task["retry_at"] ?? task["run_at"])?.string.flatMap { try? Timestamp(rfc3339: $0) }
            let group = task["group"]?.string ?? ""
            let (id, name) = (task["task_id"]?.string ?? "", task["name"]?.string ?? "")
            // The first column is what the user can type: a name only works for a live task.
            let isCalledByName = !name.isEmpty && status != "completed" && status != "failed"
            return [
                .init(isCalledByName ? name : id), .init(isCalledByName ? "" : name),
                .init(group == "default" ? "" : group), .init(Self.subject(task)),
                .init(status, Style.tone(of: status)), .init(due.map(time.absolute) ?? ""),
                .init(due.map(time.relative) ?? "", .dim), .init(Self.recurrence(task) ?? ""),
            ]
        }
        return table
    }

    /// The action and its target: `webhook https://…`, `message ops.alerts`, or only the action.
    private static func subject(_ task: JSONValue) -> String {
        let action = task["action"]?.string ?? ""
        let target = target(task)
        return target.map { "\(action) \($0)" } ?? action
    }

    private static func target(_ task: JSONValue) -> String? {
        switch task["action"]?.string {
        case "webhook": task["payload"]?["url"]?.string
        case "message": task["payload"]?["channel"]?.string
        case "shell": task["payload"]?["command"]?.string
        default: nil
        }
    }

    /// The recurrence in English; `nil` if there is none. A recurrence that this version can't read is shown as JSON.
    static func recurrence(_ task: JSONValue) -> String? {
        guard let recurrence = task["recurrence"], recurrence != .null else { return nil }
        let zone = task["timezone"]?.string.flatMap { Zone(identifier: $0) } ?? .utc
        let anchor = task["run_at"]?.string.flatMap { try? Timestamp(rfc3339: $0) } ?? Timestamp(milliseconds: 0)
        if var reader = try? JSONReader(recurrence.bytes), let rule = try? RecurrenceRule(reading: &reader) {
            // The command line knows calendars by name only.
            var calendars = CalendarBook()
            for name in rule.calendarNames { calendars[name] = NamedCalendar() }
            if let recurrence = try? Recurrence(rule, anchor: anchor, zone: zone, calendars: calendars) {
                return recurrence.description
            }
        }
        return recurrence.string ?? recurrence.compact
    }

    /// The details of one task.
    func lines(_ task: JSONValue) -> [String] {
        let status = task["status"]?.string ?? ""
        let title = task["name"]?.string ?? task["task_id"]?.string ?? ""
        var lines = [
            "\(style.apply(.bold, TerminalText.harmless(title)))  \(style.apply(Style.tone(of: status), status))"
        ]
        func row(_ name: String, _ text: String?, _ tone: Style.Tone? = nil) {
            guard let text, !text.isEmpty else { return }
            let padding = String(repeating: " ", count: max(1, 12 - name.count))
            lines.append("  \(style.apply(.dim, name))\(padding)\(style.apply(tone, TerminalText.harmless(text)))")
        }
        row("id", task["task_id"]?.string)
        row("action", Self.subject(task))
        row("group", task["group"]?.string)
        row("tags", task["tags"]?.array?.compactMap(\.string).joined(separator: ", "))
        let isOver = status == "completed" || status == "failed"
        row(isOver ? "ran at" : "runs at", task["run_at"]?.string.map(time.both))
        row(
            "retry at", task["retry_at"]?.string.map { "\(time.both($0)), attempt \(task["attempt"]?.int ?? 0)" },
            .warning)
        row("repeats", Self.recurrence(task))
        row("waiting", task["waiting"].map { $0["detail"]?.string ?? $0["reason"]?.string ?? "" }, .warning)
        row("error", task["error"].map(Self.error), .error)
        row("expires", task["expires_at"]?.string.map(time.both))
        row("timeout", task["timeout_seconds"]?.int.map { TimeFormatter.length(milliseconds: $0 * 1000) })
        row("retry", task["retry"].map(Self.retry))
        row("policies", Self.policies(task))
        row("created", task["created_at"]?.string.map(time.both))
        row("updated", task["updated_at"]?.string.map(time.both))
        row("last run", task["last_run"].map(run), task["last_run"]?["state"]?.string.flatMap { Style.tone(of: $0) })
        if let payload = task["payload"] {
            lines.append("  \(style.apply(.dim, "payload"))")
            lines += payload.pretty.split(separator: "\n").map { "    \(TerminalText.harmless(String($0)))" }
        }
        return lines
    }

    private func run(_ run: JSONValue) -> String {
        var parts = [run["state"]?.string ?? ""]
        if let at = run["finished_at"]?.string ?? run["queued_at"]?.string ?? run["scheduled_for"]?.string {
            parts[0] += " " + ((try? Timestamp(rfc3339: at)).map(time.relative) ?? at)
        }
        if let attempt = run["attempt"]?.int, attempt > 1 { parts.append("attempt \(attempt)") }
        if let duration = run["duration_ms"]?.int {
            parts.append("took \(TimeFormatter.length(milliseconds: duration))")
        }
        if let error = run["error"] { parts.append(Self.error(error)) }
        return parts.joined(separator: ", ")
    }

    private static func retry(_ retry: JSONValue) -> String {
        let attempts = retry["max_attempts"]?.int.map { "\($0) attempt\($0 == 1 ? "" : "s")" }
        let backoff = retry["schedule_seconds"].map { "after \($0.compact) s" } ?? retry["backoff"]?.string
        return [attempts, backoff].compactMap { $0 }.joined(separator: ", ")
    }

    private static func policies(_ task: JSONValue) -> String {
        [("on_missed", "missed"), ("overlap", "overlap"), ("on_failure", "failure")]
            .compactMap { field, word in task[field]?.string.map { "\(word): \($0)" } }
            .joined(separator: ", ")
    }

    static func error(_ error: JSONValue) -> String {
        [error["code"]?.string, error["message"]?.string].compactMap { $0 }.joined(separator: ": ")
    }
}

/// Formats runs as tables.
struct RunText: Sendable {
    let time: TimeFormatter

    /// The runs of a task.
    func history(_ runs: [JSONValue]) -> Table {
        var table = Table(columns: [
            .init(title: "SCHEDULED FOR"), .init(title: "", dispensability: 2), .init(title: "TRY", alignsRight: true),
            .init(title: "STATE"), .init(title: "LATE", alignsRight: true, dispensability: 3),
            .init(title: "TOOK", alignsRight: true),
            .init(title: "ERROR", isElastic: true), .init(title: "RUN ID"),
        ])
        table.rows = runs.map { run in
            let state = run["state"]?.string ?? ""
            let (absolute, relative) = moment(run["scheduled_for"])
            return [
                .init(absolute), .init(relative, .dim), .init(run["attempt"]?.int.map(String.init) ?? ""),
                .init(state, Style.tone(of: state)),
                .init(
                    run["lateness_ms"]?.int.map { $0 < 1000 ? "" : TimeFormatter.length(milliseconds: $0) } ?? "",
                    .warning),
                .init(run["duration_ms"]?.int.map(TimeFormatter.length(milliseconds:)) ?? ""),
                .init(run["error"].map(TaskText.error) ?? ""), .init(run["run_id"]?.string ?? "", .dim),
            ]
        }
        return table
    }

    /// Dead runs.
    func dead(_ runs: [JSONValue]) -> Table {
        var table = Table(columns: [
            .init(title: "DIED", dispensability: 2), .init(title: ""), .init(title: "ACTION"),
            .init(title: "ERROR", isElastic: true),
            .init(title: "TASK ID", dispensability: 3), .init(title: "RUN ID"),
        ])
        table.rows = runs.map { run in
            let (absolute, relative) = moment(run["finished_at"] ?? run["scheduled_for"])
            return [
                .init(absolute), .init(relative, .dim), .init(run["action"]?.string ?? ""),
                .init(run["error"].map(TaskText.error) ?? "", .error), .init(run["task_id"]?.string ?? ""),
                .init(run["run_id"]?.string ?? ""),
            ]
        }
        return table
    }

    private func moment(_ value: JSONValue?) -> (absolute: String, relative: String) {
        guard let text = value?.string else { return ("", "") }
        guard let instant = try? Timestamp(rfc3339: text) else { return (text, "") }
        return (time.absolute(instant), time.relative(instant))
    }
}

/// Formats the effect of an edit on the schedule: the next occurrences before and after it.
struct ScheduleChangeText: Sendable {
    let time: TimeFormatter
    let style: Style

    /// The lines for a response; none if the schedule did not change.
    func lines(_ answer: JSONValue) -> [String] {
        guard let change = answer["schedule_change"] else { return [] }
        return [("before", style.apply(.dim, "before")), ("after", style.apply(.bold, "after"))].map { key, title in
            let times = (change[key]?.array ?? []).compactMap(\.string)
            let padding = String(repeating: " ", count: 12 - key.count)
            return "  \(title)\(padding)\(times.isEmpty ? "never" : times.map(text).joined(separator: ", "))"
        }
    }

    private func text(_ rfc3339: String) -> String { (try? Timestamp(rfc3339: rfc3339)).map(time.absolute) ?? rfc3339 }
}
