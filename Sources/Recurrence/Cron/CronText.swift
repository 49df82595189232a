import Timekeeping

/// The parsed text of `cron`: fields, an interval or a single time, and a zone if the text has one.
///
/// A zone at the beginning (`CRON_TZ=` or `TZ=`) and `@every` come from Go's robfig/cron; `cron(…)`, `rate(…)` and
/// `at(…)` from Amazon EventBridge.
struct CronText: Hashable, Sendable {
    enum Schedule: Hashable, Sendable {
        /// - bySecond: whether there is a field of seconds.
        case fields(CalendarRule, bySecond: Bool)
        /// An interval of elapsed time from the anchor, in milliseconds.
        case interval(Int64)
        case once(LocalDateTime)
    }

    var zone: Zone?
    var schedule: Schedule

    /// - Parameters:
    /// - seed: the seed for `H` and `~`.
    /// - needsBoth: whether a day must match both day fields if both are given.
    static func parse(_ text: String, seed: UInt64, needsBoth: Bool = false) throws(RuleTextError) -> CronText {
        var scanner = try TextScanner(text)
        let zone = try zone(&scanner)
        return CronText(zone: zone, schedule: try schedule(&scanner, seed: seed, needsBoth: needsBoth))
    }

    /// The zone at the beginning; `nil` if there is none or it is unknown.
    static func zone(of text: String) -> Zone? {
        guard var scanner = try? TextScanner(text) else { return nil }
        return try? zone(&scanner)
    }

    /// Whether a text has EventBridge's syntax, which clients may send as a string instead of an object.
    static func isEventBridge(_ text: String) -> Bool {
        ["cron(", "rate(", "at("].contains { text.lowercased().hasPrefix($0) }
    }

    /// Whether a text is an interval of elapsed time.
    static func isInterval(_ text: String) -> Bool {
        guard case .interval? = try? parse(text, seed: 0).schedule else { return false }
        return true
    }

    private static func zone(_ scanner: inout TextScanner) throws(RuleTextError) -> Zone? {
        scanner.takeSpaces()
        guard scanner.take(word: "CRON_TZ=") || scanner.take(word: "TZ=") else { return nil }
        let (column, start) = (scanner.column, scanner)
        let name = scanner.takeField()
        if let zone = Zone(identifier: name) { return zone }
        scanner = start
        guard let zone = windowsZone(&scanner) else {
            throw RuleTextError(column, "the zone \(ZoneName.problem(with: name))")
        }
        return zone
    }

    /// Takes a zone name with spaces, such as `W. Europe Standard Time`.
    private static func windowsZone(_ scanner: inout TextScanner) -> Zone? {
        var (rest, words) = (scanner, [String]())
        while words.count < 6, !rest.isAtEnd {
            words.append(rest.takeField())
            if words.count > 1, let zone = Zone(identifier: words.joined(separator: " ")) {
                scanner = rest
                return zone
            }
            rest.takeSpaces()
        }
        return nil
    }

    private static func schedule(
        _ scanner: inout TextScanner, seed: UInt64, needsBoth: Bool
    ) throws(RuleTextError) -> Schedule {
        scanner.takeSpaces()
        if scanner.take("@") {
            let column = scanner.column
            let name = scanner.takeLetters()
            if name == "EVERY", scanner.next == UInt8(ascii: " ") || scanner.next == UInt8(ascii: "\t") {
                return .interval(try GoDuration.milliseconds(&scanner))
            }
            guard let macro = CronMacro(rawValue: name.lowercased()), scanner.isAtBlankEnd else {
                throw RuleTextError(column, "expected \(CronMacro.list), or @every with a duration such as 5m")
            }
            scanner = try TextScanner(macro.expression)
        }
        if scanner.take(word: "cron(") {
            var parser = CronParser(scanner: scanner, seed: seed, dialect: .eventBridge)
            let rule = try parser.rule()
            scanner = parser.scanner
            try close(&scanner)
            return .fields(rule, bySecond: false)
        }
        if scanner.take(word: "rate(") { return .interval(try rate(&scanner)) }
        if scanner.take(word: "at(") {
            let column = scanner.column
            let text = scanner.take(until: ")")
            try close(&scanner)
            do {
                return .once(try LocalDateTime(parsing: text))
            } catch {
                throw RuleTextError(column, error.message)
            }
        }
        var parser = CronParser(scanner: scanner, seed: seed)
        let rule = try parser.rule(needsBoth: needsBoth)
        return .fields(rule, bySecond: parser.hasSeconds)
    }

    private static func close(_ scanner: inout TextScanner) throws(RuleTextError) {
        let column = scanner.column
        guard scanner.take(")"), scanner.isAtBlankEnd else {
            throw RuleTextError(column, "expected ) and the end; found \(scanner.found)")
        }
    }

    /// Parses `5 minutes)`: the unit is singular after 1, and plural otherwise.
    private static func rate(_ scanner: inout TextScanner) throws(RuleTextError) -> Int64 {
        scanner.takeSpaces()
        let column = scanner.column
        guard let number = scanner.takeNumber(), number > 0 else {
            throw RuleTextError(column, "expected a number of at least 1 and a unit, as in rate(5 minutes)")
        }
        scanner.takeSpaces()
        let unitColumn = scanner.column
        let unit = scanner.takeLetters().lowercased()
        let lengths: [String: Int64] = ["minute": 60_000, "hour": 3_600_000, "day": 86_400_000]
        let singular = unit.hasSuffix("s") ? String(unit.dropLast()) : unit
        guard let length = lengths[singular], unit.hasSuffix("s") == (number != 1) else {
            throw RuleTextError(
                unitColumn, number == 1 ? "expected minute, hour or day" : "expected minutes, hours or days")
        }
        let milliseconds = Int64(number) * length
        guard milliseconds <= ISODuration.maximumMilliseconds else {
            throw RuleTextError(column, "an interval may be at most a thousand years long")
        }
        scanner.takeSpaces()
        try close(&scanner)
        return milliseconds
    }
}

/// The words that stand for a cron expression.
public enum CronMacro: String, CaseIterable, Sendable {
    case hourly, daily, midnight, weekly, monthly, yearly, annually

    /// The word as it is written: `@daily`.
    public var text: String { "@\(rawValue)" }

    /// All words, for errors and documents: `@hourly, @daily, …`.
    public static let list = allCases.map(\.text).joined(separator: ", ")

    var expression: String {
        switch self {
        case .hourly: "0 * * * *"
        case .daily, .midnight: "0 0 * * *"
        case .weekly: "0 0 * * 0"
        case .monthly: "0 0 1 * *"
        case .yearly, .annually: "0 0 1 1 *"
        }
    }
}

/// Durations in Go's syntax: `5m`, `1h30m`, `90s`.
enum GoDuration {
    private static let units: [(name: String, nanoseconds: Double)] = [
        ("NS", 1), ("US", 1e3), ("MS", 1e6), ("S", 1e9), ("M", 60e9), ("H", 3600e9),
    ]

    /// Parses a duration as robfig/cron does: rounded down to whole seconds, and at least one.
    static func milliseconds(_ scanner: inout TextScanner) throws(RuleTextError) -> Int64 {
        scanner.takeSpaces()
        let start = scanner.column
        var nanoseconds = 0.0
        repeat {
            let column = scanner.column
            let example = "expected a duration such as 5m, 1h30m or 90s"
            guard let number = scanner.takeNumber() else {
                throw RuleTextError(column, "\(example); found \(scanner.found)")
            }
            var value = Double(number)
            if scanner.take(".") {
                var place = 0.1
                while let digit = scanner.takeDigit() {
                    value += Double(digit) * place
                    place /= 10
                }
            }
            let unitColumn = scanner.column
            _ = scanner.take(word: "µ") || scanner.take(word: "μ")
            let isMicro = scanner.column > unitColumn
            let name = (isMicro ? "U" : "") + scanner.takeLetters()
            guard let unit = units.first(where: { $0.name == name }) else {
                throw RuleTextError(unitColumn, "expected one of the units h, m, s, ms, us and ns")
            }
            nanoseconds += value * unit.nanoseconds
        } while !scanner.isAtBlankEnd
        guard nanoseconds > 0 else { throw RuleTextError(start, "a duration must be longer than zero") }
        // A binary fraction may be slightly less than its decimal form.
        let seconds = max(1, (nanoseconds / 1e9 + 1e-9).rounded(.down))
        guard seconds * 1000 <= Double(ISODuration.maximumMilliseconds) else {
            throw RuleTextError(start, "a duration may be at most a thousand years long")
        }
        return Int64(seconds) * 1000
    }
}
