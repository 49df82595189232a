import ArgumentParser

/// When to use colours.
enum ColorMode: String, ExpressibleByArgument, CaseIterable, Sendable {
    case auto, always, never

    /// - Parameter isTerminal: whether what is written goes to one.
    func style(isTerminal: Bool, environment: [String: String]) -> Style {
        switch self {
        case .always: return Style(isColored: true)
        case .never: return .plain
        case .auto:
            // NO_COLOR counts when it is there and not empty (https://no-color.org).
            let isRefused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
            return Style(isColored: isTerminal && !isRefused && environment["TERM"] != "dumb")
        }
    }
}
