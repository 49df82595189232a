import Timekeeping

/// What was read from a file of another scheduler: the tasks that it asks for, and what is to be said about it.
struct ImportReading: Sendable {
    /// A task that the file asks for.
    struct Task: Sendable {
        /// Where it is from, for people: a line, or the name of an entry.
        var place: String
        /// What it does, in a few words.
        var label: String
        /// As `PUT /tasks/by-name/{name}` takes it.
        var definition: JSONValue
        /// Whether it is to wait until it is resumed.
        var isPaused = false
        /// When it runs, in English.
        var description: String
        /// When it would run first.
        var next: Timestamp?

        var name: String { definition["name"]?.text ?? "" }
    }

    /// Something that people should know.
    struct Remark: Hashable, Sendable {
        var place: String
        var message: String
        /// Whether something of the file is left out because of it: a warning. Else it is a note.
        var isLoss: Bool
        /// The schedule, if something in it is wrong, and the column in it, from 1.
        var schedule: String?
        var column: Int?
    }

    var tasks: [Task] = []
    var remarks: [Remark] = []
    /// Names of tasks whose entries are there and were not understood: they stay as they are.
    var keptNames: Set<String> = []
    private var names: Set<String> = []

    var losses: Int { remarks.count(where: \.isLoss) }

    /// Says something that leaves nothing out.
    mutating func note(_ place: String, _ message: String) {
        remarks.append(Remark(place: place, message: message, isLoss: false))
    }

    /// Says what is left out.
    mutating func warn(_ place: String, _ message: String, schedule: String? = nil, column: Int? = nil) {
        remarks.append(Remark(place: place, message: message, isLoss: true, schedule: schedule, column: column))
    }

    /// A name that no other task of the reading has: that of the second entry with a key ends with `-2`.
    mutating func uniqueName(_ name: String) -> String {
        var (unique, number) = (name, 1)
        while !names.insert(unique).inserted {
            number += 1
            unique = "\(name)-\(number)"
        }
        return unique
    }
}
