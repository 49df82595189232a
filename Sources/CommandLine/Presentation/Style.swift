import ArgumentParser

/// Colours of a terminal, or no colours.
struct Style: Hashable, Sendable {
    /// The meaning of a text, which decides its colour.
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

/// When to use colours.
enum ColorMode: String, ExpressibleByArgument, CaseIterable, Sendable {
    case auto, always, never

    /// The style of an output.
    ///
    /// - Parameter isTerminal: whether the output is a terminal.
    func style(isTerminal: Bool, variables: [String: String]) -> Style {
        switch self {
        case .always: return Style(isColored: true)
        case .never: return .plain
        case .auto:
            // NO_COLOR counts if it is set and not empty (https://no-color.org).
            let isRefused = variables["NO_COLOR"].map { !$0.isEmpty } ?? false
            return Style(isColored: isTerminal && !isRefused && variables["TERM"] != "dumb")
        }
    }
}

/// The flags of the output.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Show the API's response as one JSON document.")
    var json = false

    @Option(help: "Use colours: auto, always or never.")
    var color = ColorMode.auto
}

/// The progress of a long command, in one line that is overwritten.
struct ProgressBar: Hashable, Sendable {
    var label: String
    var done = 0
    /// `nil` if it is unknown.
    var total: Int?

    /// - Parameter width: the width of the terminal.
    func line(width: Int) -> String {
        guard let total, total > 0 else { return DisplayWidth.cut("\(label) \(done)", to: width) }
        let share = min(1, Double(done) / Double(total))
        let numbers = " \(min(done, total))/\(total)"
        let room = min(40, width - label.count - numbers.count - 4)
        guard room >= 5 else { return DisplayWidth.cut(label + numbers, to: width) }
        let full = Int(share * Double(room))
        let bar = String(repeating: "━", count: full) + String(repeating: "╌", count: room - full)
        return "\(label) \(bar)\(numbers)"
    }
}
