import Foundation

/// A picture of a terminal: text with colours (SGR escape sequences), as SVG.
struct TerminalPicture {
    static let columns = 118

    private static let characterWidth = 7.8
    private static let lineHeight = 19.0
    private static let margin = 16.0
    /// The height of the bar with the three dots.
    private static let bar = 30.0
    private static let colors = [
        "1": "font-weight:bold", "2": "fill:#8b949e", "31": "fill:#ff7b72", "32": "fill:#7ee787", "33": "fill:#e3b341",
        "36": "fill:#79c0ff",
    ]

    private var lines: [String] = []

    /// Adds a prompt with a command.
    mutating func add(command: String) {
        if !lines.isEmpty { lines.append("") }
        lines.append("\u{1B}[32m$\u{1B}[0m \u{1B}[1m\(command)\u{1B}[0m")
    }

    /// Adds what a command printed.
    mutating func add(output: String) {
        let text = output.replacing("\r\n", with: "\n")
        lines += (text.hasSuffix("\n") ? text.dropLast() : text[...])
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    var svg: String {
        let width = Self.margin * 2 + Self.characterWidth * Double(Self.columns)
        let height = Self.bar + Self.margin + Self.lineHeight * Double(lines.count)
        let dots = ["#ff5f56", "#ffbd2e", "#27c93f"].enumerated().map { index, color in
            "<circle cx=\"\(20 + 18 * index)\" cy=\"17\" r=\"5.5\" fill=\"\(color)\"/>"
        }
        let texts = lines.enumerated().map { index, line in
            let y = Self.bar + Self.lineHeight * (Double(index) + 0.8)
            return "<text x=\"\(Self.margin)\" y=\"\(String(format: "%.1f", y))\">\(Self.spans(line))</text>"
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(width)) \(Int(height))" font-size="13"
              font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" fill="#e6edf3">
            <rect width="100%" height="100%" rx="8" fill="#0d1117"/>
            \(dots.joined(separator: "\n"))
            \(texts.joined(separator: "\n"))
            </svg>

            """
    }

    /// A line in SVG, with a `tspan` for each stretch in a colour.
    private static func spans(_ line: String) -> String {
        var (result, isOpen) = ("", false)
        for (index, part) in line.split(separator: "\u{1B}[", omittingEmptySubsequences: false).enumerated() {
            var text = part
            if index > 0, let end = part.firstIndex(of: "m") {
                if isOpen { result += "</tspan>" }
                let color = colors[String(part[..<end])]
                isOpen = color != nil
                if let color { result += "<tspan style=\"\(color)\">" }
                text = part[part.index(after: end)...]
            }
            result += text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
                // Spaces that no renderer collapses.
                .replacing(" ", with: "\u{A0}")
        }
        return result + (isOpen ? "</tspan>" : "")
    }

    /// The picture without what differs from one recording to the next: ids, times, lengths of time, and the widths of
    /// columns with them.
    static func masked(_ svg: String) -> String {
        svg.replacing("\u{A0}", with: " ")
            .replacing(#/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/#, with: "ID")
            .replacing(#/\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?(\.\d+)?/#, with: "TIME")
            .replacing(#/\b(in )?\d+ (ms|s|min|h|days?)( \d+ (s|min|h))?( ago)?|\bnow\b/#, with: "LENGTH")
            .replacing(#/:\d{5}\b/#, with: ":PORT")
            .replacing(#/ {2,}/#, with: "  ")
    }
}
