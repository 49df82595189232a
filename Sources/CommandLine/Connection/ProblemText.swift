/// An error as lines for people.
enum ProblemText {
    /// - Parameter style: colours, where there are any.
    static func lines(_ failure: Failure, style: Style) -> [String] {
        var lines = ["\(style.apply(.error, "error:")) \(failure.message)"]
        for error in failure.problem?.errors ?? [] { lines += field(error, flags: failure.flags, style: style) }
        if let hint = failure.hint { lines.append("\(style.apply(.dim, "hint:")) \(hint)") }
        return lines
    }

    private static func field(_ error: APIProblem.FieldError, flags: FlagMap, style: Style) -> [String] {
        guard let (entry, isExact) = flags.entry(for: error.pointer) else {
            let place = error.pointer.isEmpty ? "" : "\(style.apply(.bold, error.pointer)) "
            return ["  \(place)\(error.detail)"]
        }
        let place = style.apply(.bold, entry.flag) + (isExact ? "" : " (\(error.pointer))")
        var lines = ["  \(place): \(error.detail)"]
        if let column = error.column, let text = entry.text {
            lines += caret(text, column: column, style: style)
        }
        return lines
    }

    /// The text, and a mark under the column of it, from 1.
    static func caret(_ text: String, column: Int, style: Style) -> [String] {
        guard !text.contains("\n"), column >= 1 else { return [] }
        let before = DisplayWidth.of(String(text.prefix(column - 1))) + max(0, column - 1 - text.count)
        return ["      \(text)", "      \(String(repeating: " ", count: before))\(style.apply(.error, "^"))"]
    }
}
