/// Rows under titles, in aligned columns.
struct Table: Sendable {
    /// What is in one place of a row.
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
        /// Whether it may be cut where the terminal is too narrow.
        var isElastic = false
        /// Whether it may be left out where that is not enough: the highest first; nil for never.
        var dispensability: Int?
    }

    var columns: [Column]
    var rows: [[Cell]] = []

    /// The lines, without what would be blank at their ends. Columns in which no row has anything are left out.
    ///
    /// - Parameter width: of the terminal; nil where there is none, and nothing is cut.
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
            // Narrower than is good to read, or below one another: nothing that is typed again, as an id, is cut.
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

    /// Each cell on lines of its own under its title, and a blank line between rows.
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

    /// The widths of the columns: as wide as their texts, and the elastic ones narrower where that is too much.
    private func fitted(_ used: [Int], width: Int?, minimum: Int = 12) -> [Int] {
        var widths = used.map { index in
            rows.reduce(DisplayWidth.of(columns[index].title)) { max($0, DisplayWidth.of($1[index].text)) }
        }
        guard let width else { return widths }
        var excess = Self.total(widths) - width
        // The widest gives way first, down to what still says something.
        while excess > 0 {
            let elastic = used.indices.filter { columns[used[$0]].isElastic && widths[$0] > minimum }
            guard let widest = elastic.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }
}
