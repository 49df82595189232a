import Timekeeping

/// Parses a rule, or the lines of an iCalendar file that define the times of an event: `DTSTART`, `RRULE`, `RDATE`,
/// `EXDATE` and `EXRULE`, with the parameters `TZID` and `VALUE`.
struct RecurrenceSetParser {
    /// The maximum length of all lines, in bytes.
    static let maximumLength = 65_536
    private static let maximumRules = 16
    private static let maximumTimes = 1000
    private static let names = ["DTSTART", "RRULE", "RDATE", "EXDATE", "EXRULE"]

    private var set = RecurrenceSet()

    static func parse(_ text: String) throws(RuleTextError) -> RecurrenceSet {
        guard isLines(text) else {
            var set = RecurrenceSet()
            set.rules = [try RRuleParser.parse(text)]
            return set
        }
        guard text.utf8.count <= maximumLength else {
            throw RuleTextError(maximumLength + 1, "a recurrence may be at most \(maximumLength) bytes long")
        }
        var parser = RecurrenceSetParser()
        for line in lines(text) { try parser.read(line) }
        guard !parser.set.rules.isEmpty || !parser.set.times.isEmpty else {
            throw RuleTextError(1, "expected a line that begins with RRULE: or RDATE:")
        }
        // An event without a rule occurs at its start and at its added times.
        if parser.set.rules.isEmpty, let start = parser.set.start { parser.set.times.append(start) }
        return parser.set
    }

    /// The zone of its `DTSTART`; `nil` if there is none or it is malformed.
    static func zone(of text: String) -> Zone? {
        isLines(text) ? (try? parse(text))?.zone : nil
    }

    private static func isLines(_ text: String) -> Bool {
        let start = text.prefix(8).uppercased()
        // A single rule may end with a line end.
        let hasSeveral = text.utf8.reversed().drop { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
            .contains(UInt8(ascii: "\n"))
        return hasSeveral || names.contains { $0 != "RRULE" && start.hasPrefix($0) }
    }

    // MARK: - Lines

    private struct Line {
        /// The column in the whole text, from 1.
        var column: Int
        var text: String
    }

    /// The unfolded lines: a line that begins with a space or a tab continues the one before (section 3.1).
    private static func lines(_ text: String) -> [Line] {
        var lines: [Line] = []
        var column = 1
        for raw in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            var line = Substring(raw)
            if line.utf8.last == UInt8(ascii: "\r") { line = Substring(line.utf8.dropLast()) }
            let isFolded = line.utf8.first == UInt8(ascii: " ") || line.utf8.first == UInt8(ascii: "\t")
            if isFolded, !lines.isEmpty {
                lines[lines.count - 1].text += String(Substring(line.utf8.dropFirst()))
            } else {
                lines.append(Line(column: column, text: String(line)))
            }
            column += raw.count + 1
        }
        return lines.filter { !$0.text.allSatisfy { $0 == " " || $0 == "\t" } }
    }

    private mutating func read(_ line: Line) throws(RuleTextError) {
        let (head, value) = try Self.divided(line)
        let parts = Self.parts(head)
        let name = parts[0].uppercased()
        let valueColumn = line.column + line.text.utf8.count - value.utf8.count
        switch name {
        case "RRULE", "EXRULE":
            guard set.rules.count + set.excludedRules.count < Self.maximumRules else {
                throw RuleTextError(line.column, "there may be at most \(Self.maximumRules) rules")
            }
            let rule: RRule
            do {
                rule = try RRuleParser.parse(value)
            } catch {
                throw RuleTextError(valueColumn + error.column - 1, error.message)
            }
            if name == "RRULE" { set.rules.append(rule) } else { set.excludedRules.append(rule) }
        case "DTSTART":
            guard set.start == nil else { throw RuleTextError(line.column, "DTSTART is given twice") }
            set.start = try Self.times(value, parts.dropFirst(), valueColumn, limit: 1)[0]
        case "RDATE":
            set.times += try Self.times(
                value, parts.dropFirst(), valueColumn, limit: Self.maximumTimes - set.times.count)
        case "EXDATE":
            set.excludedTimes += try Self.times(
                value, parts.dropFirst(), valueColumn, limit: Self.maximumTimes - set.excludedTimes.count)
        // The length of an event does not matter.
        case "DTEND", "DURATION": break
        default:
            throw RuleTextError(
                line.column,
                "expected a line that begins with \(English.list(Self.names, "or")); found \(name.prefix(32))")
        }
    }

    /// Splits a line at the first colon outside of quotes.
    private static func divided(_ line: Line) throws(RuleTextError) -> (head: String, value: String) {
        var isQuoted = false
        for index in line.text.utf8.indices {
            let byte = line.text.utf8[index]
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if byte == UInt8(ascii: ":"), !isQuoted {
                return (
                    String(line.text[..<index]), String(line.text[line.text.utf8.index(after: index)...])
                )
            }
        }
        throw RuleTextError(line.column, "expected a line such as RRULE:FREQ=WEEKLY")
    }

    /// Splits a name and its parameters, without quotes.
    private static func parts(_ head: String) -> [String] {
        var (parts, isQuoted) = ([""], false)
        for character in head {
            switch character {
            case "\"": isQuoted.toggle()
            case ";" where !isQuoted: parts.append("")
            default: parts[parts.count - 1].append(character)
            }
        }
        return parts
    }

    // MARK: - Times

    private static func times(
        _ text: String, _ parameters: ArraySlice<String>, _ column: Int, limit: Int
    ) throws(RuleTextError) -> [RecurrenceSet.Time] {
        var zone: Zone?
        for parameter in parameters where parameter.uppercased().hasPrefix("TZID=") {
            let name = String(parameter.dropFirst(5))
            zone = Self.zone(named: name)
            guard zone != nil else { throw RuleTextError(column, "TZID \(ZoneName.problem(with: name))") }
        }
        var (times, column) = ([RecurrenceSet.Time](), column)
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard times.count < limit else { throw RuleTextError(column, "there may be at most \(limit) times") }
            // Only the start of a period matters.
            let start = part.prefix { $0 != "/" }
            times.append(try time(String(start), zone, column))
            column += part.utf8.count + 1
        }
        return times
    }

    /// `20261224`, `20261224T180000` or `20261224T180000Z`.
    private static func time(
        _ text: String, _ zone: Zone?, _ column: Int
    ) throws(RuleTextError) -> RecurrenceSet.Time {
        var scanner = try TextScanner(text)
        let found: (local: LocalDateTime, isDay: Bool, isUTC: Bool)?
        do {
            found = try scanner.takeCalendarTime()
        } catch {
            throw RuleTextError(column + error.column - 1, error.message)
        }
        guard let (local, isDay, isUTC) = found, scanner.isAtEnd else {
            throw RuleTextError(
                column, "expected a date or a time such as 20261224 or 20261224T180000Z; found \(text.prefix(32))")
        }
        if isDay { return .day(local, zone: zone) }
        return isUTC ? .instant(Zone.utc.instant(of: local)) : .local(local, zone: zone)
    }

    /// The zone of a name. Some programs put their own name before it:
    /// `/freeassociation.sourceforge.net/Europe/Berlin`.
    private static func zone(named name: String) -> Zone? {
        if let zone = Zone(identifier: name) { return zone }
        guard name.hasPrefix("/"), name.utf8.count <= 128 else { return nil }
        let parts = name.split(separator: "/")
        for count in [3, 2] where parts.count >= count {
            if let zone = Zone(identifier: parts.suffix(count).joined(separator: "/")) { return zone }
        }
        return nil
    }
}
