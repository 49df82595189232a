/// The words before the command of a crontab's line.
struct CrontabSchedule: Hashable, Sendable {
    struct Fault: Error, Hashable {
        var message: String
    }

    /// As the API's `cron` takes it.
    var text: String
    /// How it was understood, if it can be understood in another way.
    var note: String?

    /// Words that name a schedule, and that the API's cron knows, too.
    private static let names: Set<String> = [
        "@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually",
    ]

    static func take(from words: inout CrontabWords) -> Result<CrontabSchedule, Fault> {
        guard let first = words.take() else { return .failure(Fault(message: "there is nothing")) }
        if first.hasPrefix("@") { return named(first, &words) }
        var fields = [withoutDash(first)]
        while fields.count < 5, let field = words.take() { fields.append(field) }
        guard fields.count == 5 else {
            return .failure(Fault(message: "expected five fields and a command, or @daily and its kin"))
        }
        // No command begins as a field does: what is in the way of a command is one more field.
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
        case _ where names.contains(name): return .success(CrontabSchedule(text: name))
        case "@every_minute": return .success(CrontabSchedule(text: "* * * * *"))
        case "@every":
            guard let length = words.take() else { return .failure(Fault(message: "@every says no length of time")) }
            return .success(CrontabSchedule(text: "\(name) \(length)"))
        case "@reboot":
            return .failure(Fault(message: "@reboot is not a time: Carillon does not know when a machine starts"))
        default:
            let known = (names + ["@every"]).sorted().joined(separator: ", ")
            return .failure(Fault(message: "\(word) is not known; there are \(known)"))
        }
    }

    /// A dash before the minutes keeps cronie from writing to the system's log.
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

    /// Every year, or years of four digits.
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

    /// Seven fields, as supercronic has them: seconds first, the year last.
    private static func longest(_ fields: [String]) -> CrontabSchedule {
        CrontabSchedule(text: (fields[6] == "*" ? Array(fields.dropLast()) : fields).joined(separator: " "))
    }

    /// Six fields: with supercronic the sixth is the year; what can't be one is a day of the week after seconds.
    private static func six(_ fields: [String]) -> CrontabSchedule {
        guard isYear(fields[5]) else {
            return CrontabSchedule(
                text: fields.joined(separator: " "), note: "six fields are read with the seconds first")
        }
        let text = (fields[5] == "*" ? Array(fields.dropLast()) : ["0"] + fields).joined(separator: " ")
        return CrontabSchedule(text: text, note: "six fields are read as supercronic does: the sixth is the year")
    }
}
