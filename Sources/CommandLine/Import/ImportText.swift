/// What was read from a file of another scheduler, for people.
enum ImportText {
    static func lines(_ remarks: [ImportReading.Remark], style: Style) -> [String] {
        remarks.flatMap { remark in
            let head = remark.isLoss ? style.apply(.warning, "warning:") : style.apply(.dim, "note:")
            var lines = ["\(head) \(TerminalText.harmless("\(remark.place): \(remark.message)"))"]
            if let schedule = remark.schedule, let column = remark.column {
                lines += ProblemText.caret(schedule, column: column, style: style)
            }
            return lines
        }
    }

    static func table(_ tasks: [ImportReading.Task], time: TimeFormatter) -> Table {
        var table = Table(columns: [
            .init(title: "FROM", isElastic: true, dispensability: 2),
            .init(title: "NAME", isElastic: true, dispensability: 1), .init(title: "DOES", isElastic: true),
            .init(title: "RUNS", isElastic: true), .init(title: "FIRST", dispensability: 3), .init(title: ""),
        ])
        table.rows = tasks.map { task in
            [
                .init(task.place), .init(task.name), .init(task.label),
                .init(task.isPaused ? "paused: \(task.description)" : task.description),
                .init(task.next.map(time.absolute) ?? ""), .init(task.next.map(time.relative) ?? "", .dim),
            ]
        }
        return table
    }
}
