import JSON

/// The entries of a crontab file.
struct Crontab: Hashable, Sendable {
    /// A line with a schedule and a command.
    struct Entry: Hashable, Sendable {
        /// From 1.
        var line: Int
        /// The schedule in the form of the API's `cron`.
        var schedule: String
        var command: String
        /// The standard input of the command: the text after the first `%` of the line, with each further `%` as a line
        /// end.
        var input: String?
        /// The user, in a system crontab only.
        var user: String?
        /// The zone, from `CRON_TZ` above the line.
        var timezone: String?
        /// In minutes, from `RANDOM_DELAY` above the line.
        var randomDelay: Int?
        /// Other variables that are set above the line, in their order.
        var variables: [JSONValue.Member] = []
    }

    /// A message about a line, for the user.
    struct Remark: Hashable, Sendable {
        /// From 1.
        var line: Int
        var message: String
        /// Whether the line is left out.
        var isLoss = true
    }

    /// Whether the lines name a user before the command, as in /etc/crontab.
    var isSystem: Bool
    var entries: [Entry] = []
    var remarks: [Remark] = []

    private let isAnacron: Bool
    private var timezone: String?
    private var randomDelay: Int?
    private var variables: [JSONValue.Member] = []

    /// - Parameters:
    /// - isSystem: whether the lines name a user before the command; `nil` to detect it.
    /// - path: the path of the file, which helps to detect it.
    init(parsing text: String, isSystem: Bool? = nil, path: String = "-") {
        let lines = Self.lines(text)
        self.isSystem = isSystem ?? CrontabKind.isSystem(lines, path: path)
        isAnacron = CrontabKind.isAnacron(lines, path: path)
        for (index, line) in lines.enumerated() { read(line, index + 1) }
    }

    /// Splits a text into lines without leading white space; drops a byte order mark.
    private static func lines(_ text: String) -> [Substring] {
        var text = Substring(text)
        if text.unicodeScalars.first == "\u{FEFF}" { text = Substring(text.unicodeScalars.dropFirst()) }
        // A file without line feeds has the line ends of old Macs.
        let isOld = !text.contains { $0 == "\n" || $0 == "\r\n" }
        return text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || isOld && $0 == "\r" }
            .map { $0.drop(while: isBlank) }
    }

    static func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }

    private mutating func read(_ line: Substring, _ number: Int) {
        if line.isEmpty || line.first == "#" { return }
        if let (name, value) = Self.variable(line) {
            guard let (zone, entry) = Self.zoned(name, value) else { return set(name, value, number) }
            addRemark(number, "\(name) is read as the zone of this line only, since a schedule follows it")
            return readEntry(entry, number, timezone: zone)
        }
        guard !isAnacron else {
            return remarks.append(
                Remark(line: number, message: "a line of anacron has a number of days, not a time"))
        }
        readEntry(line, number, timezone: timezone)
    }

    private mutating func readEntry(_ line: Substring, _ number: Int, timezone: String?) {
        var words = CrontabWords(line)
        switch CrontabSchedule.take(from: &words) {
        case .failure(let fault): remarks.append(Remark(line: number, message: fault.message))
        case .success(let schedule):
            let user = isSystem ? words.take() : nil
            if let flags = words.takeFlags() { addRemark(number, "\(flags), flags of OpenBSD's cron, are left out") }
            let (command, input) = Self.command(words.rest)
            guard !command.isEmpty else { return remarks.append(Remark(line: number, message: "there is no command")) }
            if let text = schedule.note { addRemark(number, text) }
            if line.last == "\\" { addRemark(number, "ends with a backslash: lines of a crontab can't be continued") }
            entries.append(
                Entry(
                    line: number, schedule: schedule.text, command: command, input: input, user: user,
                    timezone: timezone, randomDelay: randomDelay, variables: variables))
        }
    }

    private mutating func addRemark(_ line: Int, _ message: String) {
        remarks.append(Remark(line: line, message: message, isLoss: false))
    }

    /// The zone and the rest of a line such as `CRON_TZ=Europe/Berlin 0 9 * * * command`; `nil` if no schedule follows.
    private static func zoned(_ name: String, _ value: String) -> (zone: String, entry: Substring)? {
        guard name == "CRON_TZ" || name == "TZ" else { return nil }
        var words = CrontabWords(value[...])
        guard let zone = words.take(), !words.rest.isEmpty else { return nil }
        let entry = words.rest
        guard case .success = CrontabSchedule.take(from: &words) else { return nil }
        return (String(unquoted(zone[...])), entry)
    }

    /// Applies a variable to the lines below: `CRON_TZ` is the zone of schedules; `TZ` is passed to the command, as in
    /// Debian's cron and in cronie.
    private mutating func set(_ name: String, _ value: String, _ line: Int) {
        switch name {
        case "CRON_TZ": timezone = value.isEmpty ? nil : value
        case "RANDOM_DELAY": randomDelay = Int(value).flatMap { $0 > 0 ? $0 : nil }
        case "START_HOURS_RANGE":
            remarks.append(Remark(line: line, message: "START_HOURS_RANGE is a setting of anacron and has no effect"))
        // The recipients of cron's mail do not matter for the command.
        case "MAILTO", "MAILFROM": break
        default: variables.set(.init(key: name, value: .string(value)))
        }
    }

    /// Parses `NAME = value`, with or without quotes around the value; `nil` if the line is something else.
    private static func variable(_ line: Substring) -> (name: String, value: String)? {
        guard let equals = line.firstIndex(of: "=") else { return nil }
        var name = line[..<equals]
        while name.last.map(isBlank) == true { name.removeLast() }
        name = unquoted(name)
        guard let first = name.first, first.isLetter || first == "_",
            name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
        else { return nil }
        var value = line[line.index(after: equals)...].drop(while: isBlank)
        while value.last.map({ isBlank($0) || $0 == "\r" }) == true { value.removeLast() }
        return (String(name), String(unquoted(value)))
    }

    private static func unquoted(_ text: Substring) -> Substring {
        guard text.count >= 2, text.first == text.last, let quote = text.first, "\"'".contains(quote) else {
            return text
        }
        return text.dropFirst().dropLast()
    }

    /// Splits a command from its input: the first `%` ends the command, further ones end lines of the input; `\%` is a
    /// percent sign.
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

/// The words of a line, one after another.
struct CrontabWords: Sendable {
    private(set) var rest: Substring

    init(_ line: Substring) {
        rest = line.drop(while: Crontab.isBlank)
    }

    /// Takes the flags of OpenBSD's cron before a command: no command begins with a dash.
    mutating func takeFlags() -> String? {
        var words = self
        guard let word = words.take(), word.count > 1, word.first == "-", word.dropFirst().allSatisfy("nqs".contains)
        else { return nil }
        self = words
        return word
    }

    /// Takes the next word and the white space after it.
    mutating func take() -> String? {
        let word = rest.prefix { !Crontab.isBlank($0) }
        rest = rest[word.endIndex...].drop(while: Crontab.isBlank)
        return word.isEmpty ? nil : String(word)
    }
}
