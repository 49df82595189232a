import Timekeeping

/// Events as lines.
struct EventText: Sendable {
    let time: TimeFormatter
    let style: Style

    /// `2026-06-10 15:00:05.123  run.finished    nightly  webhook  succeeded`.
    func line(_ event: JSONValue) -> String {
        let state = event["state"]?.text
        let type = event["type"]?.text ?? ""
        let group = event["group"]?.text ?? "default"
        var parts = [
            style.apply(.dim, event["at"]?.text.map(moment) ?? ""),
            style.apply(tone(type, state), Self.padded(type, to: 14)),
            event["name"]?.text ?? event["task_id"]?.text ?? "",
            event["action"]?.text ?? "",
        ].map(TerminalText.harmlessKeepingColors)
        if group != "default" { parts.append(style.apply(.dim, TerminalText.harmless(group))) }
        if let state { parts.append(style.apply(Style.tone(of: state), TerminalText.harmless(state))) }
        if let attempt = event["attempt"]?.int, attempt > 1 { parts.append("attempt \(attempt)") }
        if let error = event["error"] {
            parts.append(style.apply(.error, TerminalText.harmless(TaskText.error(error))))
        }
        if let next = event["next_at"]?.text { parts.append(style.apply(.dim, "next \(moment(next))")) }
        return parts.joined(separator: "  ")
    }

    /// Events that are not to be had.
    func gap(_ gap: JSONValue) -> String {
        let (from, to) = (gap["from"]?.int ?? 0, gap["to"]?.int ?? 0)
        return from <= to
            ? "events \(from) to \(to) are not kept any more"
            : "the numbers of events have gone back to \(to): the server has other data than before"
    }

    private func tone(_ type: String, _ state: String?) -> Style.Tone? {
        switch type {
        case "task.completed": .good
        case "task.failed": .error
        case "task.deleted", "run.discarded": .dim
        case "run.queued", "run.started": .active
        case "run.waiting", "run.skipped", "run.redriven", "run.cancelling", "task.paused": .warning
        default: state.flatMap(Style.tone)
        }
    }

    /// To the millisecond: events come fast.
    private func moment(_ text: String) -> String {
        guard let instant = try? Timestamp(rfc3339: text) else { return text }
        let local = time.zone.local(of: instant).description
        return "\(local.prefix(10)) \(local.dropFirst(11))"
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
