/// Rows under titles, in aligned columns.
struct Table: Sendable {
    /// What is in one place of a row.
    struct Cell: Hashable, Sendable, ExpressibleByStringLiteral {
        var text: String
        var tone: Style.Tone?

        init(_ text: String, _ tone: Style.Tone? = nil) {
            self.text = DisplayWidth.harmless(text)
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
        while let width, widths.reduce(0, +) + 2 * (widths.count - 1) > width,
            let least = used.filter({ columns[$0].dispensability != nil })
                .max(by: { columns[$0].dispensability ?? 0 < columns[$1].dispensability ?? 0 })
        {
            used.removeAll { $0 == least }
            widths = fitted(used, width: width)
        }
        let titles = columns.map { Cell($0.title, .dim) }
        return ([titles] + rows).map { row in
            var line = ""
            for (position, index) in used.enumerated() {
                let text = DisplayWidth.cut(row[index].text, to: widths[position])
                let padding = String(repeating: " ", count: widths[position] - DisplayWidth.of(text))
                let styled = style.apply(row[index].tone, text)
                let isLast = position == used.count - 1
                line += columns[index].alignsRight ? padding + styled : styled + (isLast ? "" : padding)
                if !isLast { line += "  " }
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    /// The widths of the columns: as wide as their texts, and the elastic ones narrower where that is too much.
    private func fitted(_ used: [Int], width: Int?) -> [Int] {
        var widths = used.map { index in
            rows.reduce(DisplayWidth.of(columns[index].title)) { max($0, DisplayWidth.of($1[index].text)) }
        }
        guard let width else { return widths }
        var excess = widths.reduce(0, +) + 2 * (widths.count - 1) - width
        // The widest gives way first, down to what still says something.
        while excess > 0 {
            let elastic = used.indices.filter { columns[used[$0]].isElastic && widths[$0] > 12 }
            guard let widest = elastic.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }
}
