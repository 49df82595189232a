/// A table with titles and aligned columns.
struct Table: Sendable {
    /// A cell of a row.
    struct Cell: Hashable, Sendable, ExpressibleByStringLiteral {
        var text: String
        var tone: Style.Tone?

        init(_ text: String, _ tone: Style.Tone? = nil) {
            self.text = TerminalText.harmless(text)
            self.tone = tone
        }

        init(stringLiteral value: String) {
            self.init(value)
        }
    }

    /// A column.
    struct Column: Sendable {
        var title: String
        var alignsRight = false
        /// Whether it may be cut if the terminal is too narrow.
        var isElastic = false
        /// The order in which columns are left out if cutting is not enough: the highest first; `nil` for never.
        var dispensability: Int?
    }

    var columns: [Column]
    var rows: [[Cell]] = []

    /// The lines of the table, without trailing blanks. Columns without any text are left out.
    ///
    /// - Parameter width: the width of the terminal; `nil` if the output is not a terminal: then nothing is cut.
    func lines(style: Style, width: Int?) -> [String] {
        var used = columns.indices.filter { index in rows.contains { !$0[index].text.isEmpty } }
        guard !used.isEmpty else { return [] }
        var widths = fitted(used, width: width)
        while let width, Self.total(widths) > width,
            let least = used.filter({ columns[$0].dispensability != nil })
                .max(by: { columns[$0].dispensability ?? 0 < columns[$1].dispensability ?? 0 })
        {
            used.removeAll { $0 == least }
            widths = fitted(used, width: width)
        }
        if let width, Self.total(widths) > width {
            // Narrower columns, or cells below one another: texts that the user types again, such as ids, are never
            // cut.
            widths = fitted(used, width: width, minimum: 6)
            if Self.total(widths) > width { return stacked(style: style, width: width) }
        }
        let titles = columns.map { Cell($0.title, .dim) }
        return ([titles] + rows).map { row in
            var line = ""
            for (position, index) in used.enumerated() {
                let text = DisplayWidth.cut(row[index].text, to: widths[position])
                let padding = String(repeating: " ", count: max(0, widths[position] - DisplayWidth.of(text)))
                let styled = style.apply(row[index].tone, text)
                let isLast = position == used.count - 1
                line += columns[index].alignsRight ? padding + styled : styled + (isLast ? "" : padding)
                if !isLast { line += "  " }
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    /// The cells on lines of their own, each under its title, with a blank line between rows.
    private func stacked(style: Style, width: Int) -> [String] {
        var lines: [String] = []
        for row in rows {
            if !lines.isEmpty { lines.append("") }
            for (column, cell) in zip(columns, row) where !cell.text.isEmpty {
                let head = column.title.isEmpty ? "" : column.title + "  "
                let indent = String(repeating: " ", count: min(2, max(0, width - 1)))
                let fitsHead = DisplayWidth.of(head) + DisplayWidth.of(cell.text) <= width
                if fitsHead {
                    lines.append(style.apply(.dim, head) + style.apply(cell.tone, cell.text))
                    continue
                }
                if !column.title.isEmpty {
                    lines.append(style.apply(.dim, DisplayWidth.cut(column.title, to: width)))
                }
                lines += DisplayWidth.wrapped(cell.text, to: max(1, width - indent.count)).map {
                    indent + style.apply(cell.tone, $0)
                }
            }
        }
        return lines
    }

    private static func total(_ widths: [Int]) -> Int { widths.reduce(0, +) + 2 * (widths.count - 1) }

    /// The widths of the columns: as wide as their texts, with elastic ones narrower if that is too wide.
    private func fitted(_ used: [Int], width: Int?, minimum: Int = 12) -> [Int] {
        var widths = used.map { index in
            rows.reduce(DisplayWidth.of(columns[index].title)) { max($0, DisplayWidth.of($1[index].text)) }
        }
        guard let width else { return widths }
        var excess = Self.total(widths) - width
        // The widest column shrinks first, down to the minimum.
        while excess > 0 {
            let elastic = used.indices.filter { columns[used[$0]].isElastic && widths[$0] > minimum }
            guard let widest = elastic.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }
}
