import JSON
import Timekeeping

/// The result of reading a file of another scheduler: its tasks, and remarks for the user.
struct ImportReading: Sendable {
    /// A task to create.
    struct Task: Sendable {
        /// Where it comes from, for the user: a line, or the name of an entry.
        var place: String
        /// What it does, in short.
        var label: String
        /// The body of `PUT /tasks/by-name/{name}`.
        var definition: JSONValue
        /// Whether it is paused after its creation.
        var isPaused = false
        /// When it runs, in English.
        var description: String
        /// When it runs first.
        var next: Timestamp?

        var name: String { definition["name"]?.string ?? "" }
    }

    /// A message for the user.
    struct Remark: Hashable, Sendable {
        var place: String
        var message: String
        /// Whether something of the file is left out: a warning. Otherwise it is a note.
        var isLoss: Bool
        /// The schedule, if it has an error, and the column of the error, from 1.
        var schedule: String?
        var column: Int?
    }

    var tasks: [Task] = []
    var remarks: [Remark] = []
    /// The names of tasks whose entries exist but could not be read: these tasks are not deleted.
    var keptNames: Set<String> = []
    private var names: Set<String> = []

    var losses: Int { remarks.count(where: \.isLoss) }

    /// Adds a note: nothing is left out.
    mutating func addRemark(_ place: String, _ message: String) {
        remarks.append(Remark(place: place, message: message, isLoss: false))
    }

    /// Adds a warning: something is left out.
    mutating func warn(_ place: String, _ message: String, schedule: String? = nil, column: Int? = nil) {
        remarks.append(Remark(place: place, message: message, isLoss: true, schedule: schedule, column: column))
    }

    /// Makes a name unique within the reading: the second entry with a name gets the suffix `-2`.
    mutating func uniqueName(_ name: String) -> String {
        var (unique, number) = (name, 1)
        while !names.insert(unique).inserted {
            number += 1
            unique = "\(name)-\(number)"
        }
        return unique
    }
}

/// Formats a reading for the user.
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
