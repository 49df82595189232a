/// The report as people read it.
enum ReportTable {
    private static let titles = ["figure", "value", "target", "", "limit", "ratio", "of"]
    /// Which columns are numbers.
    private static let aligned: Set<Int> = [1, 2, 4, 5]
    /// The order in which processes are shown.
    private static let processes = ["api", "scheduler", "executor", "broker", "bench"]

    static func text(_ content: Report.Content) -> String {
        var text = table([titles] + content.figures.map(cells))
        if !content.shares.isEmpty {
            text += "\nCPU time, in microseconds for each task or message:\n\n"
            let rows = content.shares.map { share in
                [share.measurement]
                    + processes.map { share.microseconds[$0].map { "\(Int($0.rounded()))" } ?? "" }
                    + ["\(Int(share.total.rounded()))", Unit.perSecond.text(share.capacity), percent(share.others)]
            }
            text += table([["measurement"] + processes + ["all", "capacity", "others"]] + rows, aligned: Set(1...8))
            text += "\ncapacity: what this CPU time allows on all cores, if nothing else ran and nothing ever waited\n"
            text += "others: the part of the machine that was busy with something else meanwhile\n"
        }
        return text + content.faults.map { "\nFAULT: \($0)\n" }.joined()
    }

    static func cells(of figure: Figure) -> [String] {
        var target = ""
        switch figure.target {
        case .atLeast(let bound): target = "≥ " + figure.unit.text(bound)
        case .atMost(let bound): target = "≤ " + figure.unit.text(bound)
        case nil: break
        }
        return [
            figure.name, figure.unit.text(figure.value), target, figure.isMet.map { $0 ? "met" : "missed" } ?? "",
            figure.limit.map { figure.unit.text($0.value) } ?? "", figure.ratio.map(ratio) ?? "",
            figure.limit?.what ?? "",
        ]
    }

    static func line(of share: CPUShare) -> String {
        let parts = processes.compactMap { name in
            share.microseconds[name].map { "\(name) \(Int($0.rounded()))" }
        }
        return "CPU µs each: \(parts.joined(separator: ", ")), all \(Int(share.total.rounded())), which allows "
            + "\(Unit.perSecond.text(share.capacity)); others used \(percent(share.others)) of the machine"
    }

    private static func percent(_ part: Double) -> String { "\(Int((part * 100).rounded()))%" }

    private static func ratio(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }

    private static func table(_ rows: [[String]], aligned: Set<Int> = aligned) -> String {
        let columns = rows[0].count
        let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = (0..<columns).map { column in
                let blanks = String(repeating: " ", count: widths[column] - row[column].count)
                return aligned.contains(column) ? blanks + row[column] : row[column] + blanks
            }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
        }.joined()
    }
}
