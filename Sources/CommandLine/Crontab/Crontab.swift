/// The entries of a crontab file.
struct Crontab: Hashable, Sendable {
    /// A line that says what to run, and when.
    struct Entry: Hashable, Sendable {
        /// From 1.
        var line: Int
        /// Five fields, or a word such as `@daily`.
        var schedule: String
        var command: String
        /// What the command reads: the text after the first `%` of the line, each other `%` a line end.
        var input: String?
        /// Only in a system's file.
        var user: String?
        /// From `CRON_TZ` or `TZ` above it.
        var timezone: String?
        /// Other variables set above it, in the order in which they were.
        var variables: [JSONValue.Member] = []
    }

    /// What is wrong in a line.
    struct Fault: Hashable, Sendable {
        /// From 1.
        var line: Int
        var message: String
        /// The line's schedule, where something in it is wrong, and the column in it, from 1.
        var schedule: String?
        var column: Int?
    }

    var entries: [Entry] = []
    var faults: [Fault] = []

    /// Words that name a schedule, and that the API's cron knows, too.
    private static let words: Set<String> = [
        "@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually",
    ]

    /// - Parameter isSystem: whether a user stands before each command, as in /etc/crontab.
    init(parsing text: String, isSystem: Bool = false) {
        var timezone: String?
        var variables: [JSONValue.Member] = []
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        for (index, line) in lines.enumerated() {
            let number = index + 1
            let line = line.drop(while: Self.isBlank)
            if line.isEmpty || line.first == "#" { continue }
            if let (name, value) = Self.variable(line) {
                switch name {
                case "CRON_TZ", "TZ": timezone = value.isEmpty ? nil : value
                // Whom cron writes to is no matter of the command.
                case "MAILTO", "MAILFROM": break
                default: variables.set(.init(key: name, value: .string(value)))
                }
                continue
            }
            var rest = line
            guard let schedule = Self.takeSchedule(&rest) else {
                faults.append(Fault(line: number, message: "expected five fields and a command, or @daily and its kin"))
                continue
            }
            if schedule.hasPrefix("@"), !Self.words.contains(schedule.lowercased()) {
                let isReboot = schedule.lowercased() == "@reboot"
                let known = Self.words.sorted().joined(separator: ", ")
                faults.append(
                    Fault(
                        line: number,
                        message: isReboot
                            ? "@reboot is not a time: Carillon does not know when a machine starts"
                            : "\(schedule) is not known; there are \(known)"))
                continue
            }
            let user = isSystem ? Self.takeWord(&rest) : nil
            let (command, input) = Self.command(rest.drop(while: Self.isBlank))
            guard !command.isEmpty else {
                faults.append(Fault(line: number, message: "there is no command"))
                continue
            }
            entries.append(
                Entry(
                    line: number, schedule: schedule.hasPrefix("@") ? schedule.lowercased() : schedule,
                    command: command, input: input, user: user, timezone: timezone, variables: variables))
        }
    }

    private static func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }

    /// `NAME = value`, the value perhaps in quotes.
    private static func variable(_ line: Substring) -> (name: String, value: String)? {
        guard let equals = line.firstIndex(of: "=") else { return nil }
        var name = line[..<equals]
        while name.last.map(isBlank) == true { name.removeLast() }
        if name.count >= 2, name.first == name.last, let quote = name.first, "\"'".contains(quote) {
            name = name.dropFirst().dropLast()
        }
        guard let first = name.first, first.isLetter || first == "_",
            name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
        else { return nil }
        var value = line[line.index(after: equals)...].drop(while: isBlank)
        while value.last.map(isBlank) == true { value.removeLast() }
        if value.count >= 2, value.first == value.last, let quote = value.first, "\"'".contains(quote) {
            value = value.dropFirst().dropLast()
        }
        return (String(name), String(value))
    }

    private static func takeSchedule(_ rest: inout Substring) -> String? {
        guard let first = takeWord(&rest) else { return nil }
        if first.hasPrefix("@") { return first }
        var fields = [first]
        while fields.count < 5 {
            guard let field = takeWord(&rest) else { return nil }
            fields.append(field)
        }
        return fields.joined(separator: " ")
    }

    private static func takeWord(_ rest: inout Substring) -> String? {
        let text = rest.drop(while: isBlank)
        let word = text.prefix { !isBlank($0) }
        rest = text[word.endIndex...]
        return word.isEmpty ? nil : String(word)
    }

    /// A `%` ends the command, further ones end lines of its input; `\%` is one.
    private static func command(_ text: Substring) -> (command: String, input: String?) {
        var (parts, escaped) = ([""], false)
        for character in text {
            switch character {
            case "%" where escaped:
                parts[parts.count - 1].removeLast()
                parts[parts.count - 1].append("%")
            case "%": parts.append("")
            default: parts[parts.count - 1].append(character)
            }
            escaped = character == "\\" && !escaped
        }
        while parts[0].last.map(isBlank) == true { parts[0].removeLast() }
        return (parts[0], parts.count == 1 ? nil : parts.dropFirst().joined(separator: "\n") + "\n")
    }
}
