import Recurrence

/// The schedule of a line of a crontab: the words before the command.
struct CrontabSchedule: Hashable, Sendable {
    struct Fault: Error, Hashable {
        var message: String
    }

    /// The schedule in the form of the API's `cron`.
    var text: String
    /// How it was read, if there is another way to read it.
    var note: String?

    static func take(from words: inout CrontabWords) -> Result<CrontabSchedule, Fault> {
        guard let first = words.take() else { return .failure(Fault(message: "the line is empty")) }
        if first.hasPrefix("@") { return named(first, &words) }
        var fields = [withoutDash(first)]
        while fields.count < 5, let field = words.take() { fields.append(field) }
        guard fields.count == 5 else {
            return .failure(Fault(message: "expected five fields and a command, or a word such as @daily"))
        }
        // No command begins as a field does: a word that looks like a field is a sixth field.
        let before = words
        if let sixth = words.take() {
            if isField(sixth) || isWeekdays(sixth), let seventh = takeYear(&words) {
                return .success(longest(fields + [sixth, seventh]))
            }
            if isField(sixth) || isWeekdays(sixth) { return .success(six(fields + [sixth])) }
        }
        words = before
        return .success(CrontabSchedule(text: fields.joined(separator: " ")))
    }

    private static func named(_ word: String, _ words: inout CrontabWords) -> Result<CrontabSchedule, Fault> {
        let name = word.lowercased()
        switch name {
        case _ where CronMacro.allCases.contains { $0.text == name }: return .success(CrontabSchedule(text: name))
        case "@every_minute": return .success(CrontabSchedule(text: "* * * * *"))
        case "@every":
            guard let length = words.take() else {
                return .failure(Fault(message: "@every needs a duration, such as @every 1h"))
            }
            return .success(CrontabSchedule(text: "\(name) \(length)"))
        case "@reboot":
            return .failure(Fault(message: "@reboot is not supported: Carillon does not know when a machine starts"))
        default:
            let known = (CronMacro.allCases.map(\.text) + ["@every"]).sorted().joined(separator: ", ")
            return .failure(Fault(message: "\(word) is not known; expected one of \(known)"))
        }
    }

    /// Removes the dash before the minutes with which cronie does not log the run.
    private static func withoutDash(_ minute: String) -> String {
        minute.hasPrefix("-") && minute.dropFirst().first.map { $0 == "*" || $0.isNumber } == true
            ? String(minute.dropFirst()) : minute
    }

    private static func isField(_ word: String) -> Bool {
        word.contains { $0 == "*" || $0.isASCII && $0.isNumber || $0 == "?" }
            && word.allSatisfy { $0.isASCII && ($0.isNumber || "*,-/?~#L".contains($0)) }
    }

    private static func isWeekdays(_ word: String) -> Bool {
        let days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
        return word.uppercased().split { ",-".contains($0) }.allSatisfy { part in
            days.contains(String(part.prefix { $0.isLetter }.prefix(3))) && part.count <= 5
        }
    }

    /// Whether a word is a field of years: every year, or numbers of four digits.
    private static func isYear(_ word: String) -> Bool {
        let numbers = word.split { ",-/*?".contains($0) }
        return isField(word) && (word.hasPrefix("*") || numbers.first?.count == 4) && !word.contains("#")
            && !word.contains("L")
    }

    private static func takeYear(_ words: inout CrontabWords) -> String? {
        let before = words
        if let word = words.take(), isYear(word) { return word }
        words = before
        return nil
    }

    /// The schedule of seven fields as in supercronic: seconds first, the year last.
    private static func longest(_ fields: [String]) -> CrontabSchedule {
        CrontabSchedule(text: (fields[6] == "*" ? Array(fields.dropLast()) : fields).joined(separator: " "))
    }

    /// The schedule of six fields: in supercronic the sixth is the year. If it can't be a year, it is the day of the
    /// week, and the first field is the seconds.
    private static func six(_ fields: [String]) -> CrontabSchedule {
        guard isYear(fields[5]) else {
            return CrontabSchedule(
                text: fields.joined(separator: " "), note: "six fields are read with the seconds first")
        }
        let text = (fields[5] == "*" ? Array(fields.dropLast()) : ["0"] + fields).joined(separator: " ")
        return CrontabSchedule(text: text, note: "six fields are read as supercronic does: the sixth is the year")
    }
}

/// Tells a system crontab, which names a user before each command, from a user's crontab.
enum CrontabKind {
    /// The users of common systems, without those that are also commands, such as `mail`, `git` and `mysql`.
    private static let users: Set<String> = [
        "root", "daemon", "nobody", "www-data", "postgres", "smmsp", "munin", "ubuntu", "debian", "centos", "ec2-user",
        "logcheck", "amavis", "debian-spamd", "opendkim", "zabbix", "nagios", "operator", "_sysupgrade",
        "_rpki-client",
    ]

    /// - Parameters:
    /// - lines: the lines without leading white space.
    /// - path: the path of the file: system crontabs have fixed places.
    static func isSystem(_ lines: [Substring], path: String) -> Bool {
        if path == "/etc/crontab" || path.hasSuffix("/etc/crontab") || path.contains("/cron.d/") { return true }
        if lines.contains(where: isHead) { return true }
        var hasKnownUser = false
        for line in lines where !line.isEmpty && line.first != "#" {
            var words = CrontabWords(line)
            guard let start = line.first, start == "@" || start == "*" || start == "-" || start.isNumber else {
                continue
            }
            guard case .success = CrontabSchedule.take(from: &words) else { continue }
            // Expects a user and then a command.
            guard let user = words.take(), isUserName(user), !words.rest.isEmpty else { return false }
            hasKnownUser = hasKnownUser || users.contains(user)
        }
        return hasKnownUser
    }

    /// Whether the lines are those of anacron: a number of days, a delay in minutes, a name and a command.
    static func isAnacron(_ lines: [Substring], path: String) -> Bool {
        path.hasSuffix("anacrontab")
            || lines.contains { line in
                var words = CrontabWords(line)
                guard let days = words.take(), let delay = words.take(), let name = words.take() else { return false }
                return Int(days) != nil && Int(delay) != nil && name.hasPrefix("cron.")
            }
    }

    /// Whether a line is the comment above the columns: `# m h dom mon dow user command`.
    private static func isHead(_ line: Substring) -> Bool {
        guard line.first == "#" else { return false }
        let words = line.lowercased().split { !$0.isLetter && $0 != "-" }
        guard let user = words.firstIndex(where: { $0 == "user" || $0 == "who" || $0 == "user-name" }) else {
            return false
        }
        return words[..<user].last.map { ["dow", "wday", "weekday", "week"].contains($0) } ?? false
            || words.contains("user-name") && words.contains("command")
    }

    private static func isUserName(_ word: String) -> Bool {
        guard let first = word.utf8.first, word.utf8.count <= 32 else { return false }
        return (first == UInt8(ascii: "_") || UInt8(ascii: "a")...UInt8(ascii: "z") ~= first)
            && word.utf8.allSatisfy {
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
                    || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
            }
    }
}
