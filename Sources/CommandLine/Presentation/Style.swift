/// Colours of a terminal, or none.
struct Style: Hashable, Sendable {
    /// What a text is, by which its colour goes.
    enum Tone: String, Sendable {
        case good = "32"
        case active = "36"
        case warning = "33"
        case error = "31"
        case dim = "2"
        case bold = "1"
    }

    var isColored: Bool

    static let plain = Style(isColored: false)

    /// The text in the colour of `tone`.
    func apply(_ tone: Tone?, _ text: String) -> String {
        guard isColored, let tone, !text.isEmpty else { return text }
        return "\u{1B}[\(tone.rawValue)m\(text)\u{1B}[0m"
    }

    /// The colour of a task's status or a run's state.
    static func tone(of state: String) -> Tone? {
        switch state {
        case "completed", "succeeded", "ok": .good
        case "running", "queued": .active
        case "paused", "skipped", "redriven", "waiting", "lost", "cancelled": .warning
        case "failed", "dead": .error
        case "discarded": .dim
        default: nil
        }
    }
}
