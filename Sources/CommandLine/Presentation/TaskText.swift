import JSON
import Recurrence
import Timekeeping

/// Tasks, runs and keys as tables and lines.
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
            let status = task["status"]?.text ?? ""
            let due = (task["retry_at"] ?? task["run_at"])?.text.flatMap { try? Timestamp(rfc3339: $0) }
            let group = task["group"]?.text ?? ""
            let (id, name) = (task["task_id"]?.text ?? "", task["name"]?.text ?? "")
            // What can be typed to call it: only the name of a live task is one.
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

    /// What is done: `webhook https://…`, `message ops.alerts`, the action's name.
    private static func subject(_ task: JSONValue) -> String {
        let action = task["action"]?.text ?? ""
        let target = target(task)
        return target.map { "\(action) \($0)" } ?? action
    }

    private static func target(_ task: JSONValue) -> String? {
        switch task["action"]?.text {
        case "webhook": task["payload"]?["url"]?.text
        case "message": task["payload"]?["channel"]?.text
        case "shell": task["payload"]?["command"]?.text
        default: nil
        }
    }

    /// The recurrence in English; nil where there is none. One that can't be read here is shown as it is.
    static func recurrence(_ task: JSONValue) -> String? {
        guard let recurrence = task["recurrence"], recurrence != .null else { return nil }
        let zone = task["timezone"]?.text.flatMap { Zone(identifier: $0) } ?? .utc
        let anchor = task["run_at"]?.text.flatMap { try? Timestamp(rfc3339: $0) } ?? Timestamp(milliseconds: 0)
        if var reader = try? JSONReader(recurrence.bytes), let rule = try? RecurrenceRule(reading: &reader) {
            // Its calendars are known by their names only.
            var calendars = CalendarBook()
            for name in rule.calendarNames { calendars[name] = NamedCalendar() }
            if let recurrence = try? Recurrence(rule, anchor: anchor, zone: zone, calendars: calendars) {
                return recurrence.description
            }
        }
        return recurrence.text ?? recurrence.compact
    }

    /// Everything about one task.
    func lines(_ task: JSONValue) -> [String] {
        let status = task["status"]?.text ?? ""
        let title = task["name"]?.text ?? task["task_id"]?.text ?? ""
        var lines = [
            "\(style.apply(.bold, TerminalText.harmless(title)))  \(style.apply(Style.tone(of: status), status))"
        ]
        func row(_ name: String, _ text: String?, _ tone: Style.Tone? = nil) {
            guard let text, !text.isEmpty else { return }
            let padding = String(repeating: " ", count: max(1, 12 - name.count))
            lines.append("  \(style.apply(.dim, name))\(padding)\(style.apply(tone, TerminalText.harmless(text)))")
        }
        row("id", task["task_id"]?.text)
        row("action", Self.subject(task))
        row("group", task["group"]?.text)
        row("tags", task["tags"]?.elements?.compactMap(\.text).joined(separator: ", "))
        let isOver = status == "completed" || status == "failed"
        row(isOver ? "ran at" : "runs at", task["run_at"]?.text.map(time.both))
        row(
            "retry at", task["retry_at"]?.text.map { "\(time.both($0)), attempt \(task["attempt"]?.int ?? 0)" },
            .warning)
        row("repeats", Self.recurrence(task))
        row("waiting", task["waiting"].map { $0["detail"]?.text ?? $0["reason"]?.text ?? "" }, .warning)
        row("error", task["error"].map(Self.error), .error)
        row("expires", task["expires_at"]?.text.map(time.both))
        row("timeout", task["timeout_seconds"]?.int.map { TimeFormatter.length(milliseconds: $0 * 1000) })
        row("retry", task["retry"].map(Self.retry))
        row("policies", Self.policies(task))
        row("created", task["created_at"]?.text.map(time.both))
        row("updated", task["updated_at"]?.text.map(time.both))
        row("last run", task["last_run"].map(run), task["last_run"]?["state"]?.text.flatMap { Style.tone(of: $0) })
        if let payload = task["payload"] {
            lines.append("  \(style.apply(.dim, "payload"))")
            lines += payload.pretty.split(separator: "\n").map { "    \(TerminalText.harmless(String($0)))" }
        }
        return lines
    }

    private func run(_ run: JSONValue) -> String {
        var parts = [run["state"]?.text ?? ""]
        if let at = run["finished_at"]?.text ?? run["queued_at"]?.text ?? run["scheduled_for"]?.text {
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
        let backoff = retry["schedule_seconds"].map { "after \($0.compact) s" } ?? retry["backoff"]?.text
        return [attempts, backoff].compactMap { $0 }.joined(separator: ", ")
    }

    private static func policies(_ task: JSONValue) -> String {
        [("on_missed", "missed"), ("overlap", "overlap"), ("on_failure", "failure")]
            .compactMap { field, word in task[field]?.text.map { "\(word): \($0)" } }
            .joined(separator: ", ")
    }

    static func error(_ error: JSONValue) -> String {
        [error["code"]?.text, error["message"]?.text].compactMap { $0 }.joined(separator: ": ")
    }
}
