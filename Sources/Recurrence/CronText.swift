import Timekeeping

/// What the text of `cron` says: fields, a distance or a single time; and whose clocks count, if it says so.
///
/// A zone before the rest (`CRON_TZ=` or `TZ=`) and `@every` are those of Go's robfig/cron; `cron(…)`, `rate(…)` and
/// `at(…)` are Amazon EventBridge's.
struct CronText: Hashable, Sendable {
    enum Schedule: Hashable, Sendable {
        /// - bySecond: whether there is a field of seconds.
        case fields(CalendarRule, bySecond: Bool)
        /// Elapsed time from the anchor, in milliseconds.
        case interval(Int64)
        case once(LocalDateTime)
    }

    var zone: Zone?
    var schedule: Schedule

    private static let macros = [
        "HOURLY": "0 * * * *", "DAILY": "0 0 * * *", "MIDNIGHT": "0 0 * * *", "WEEKLY": "0 0 * * 0",
        "MONTHLY": "0 0 1 * *", "YEARLY": "0 0 1 1 *", "ANNUALLY": "0 0 1 1 *",
    ]

    /// - Parameters:
    ///   - seed: what `H` and `~` are made of.
    ///   - needsBoth: whether a day must match both of the day fields if both are given.
    static func parse(_ text: String, seed: UInt64, needsBoth: Bool = false) throws(RuleTextError) -> CronText {
        var scanner = try TextScanner(text)
        let zone = try zone(&scanner)
        return CronText(zone: zone, schedule: try schedule(&scanner, seed: seed, needsBoth: needsBoth))
    }

    /// The zone before the rest; nil if there is none that is known.
    static func zone(of text: String) -> Zone? {
        guard var scanner = try? TextScanner(text) else { return nil }
        return try? zone(&scanner)
    }

    /// Whether a text is one of EventBridge's, which need no field's name to be known.
    static func isEventBridge(_ text: String) -> Bool {
        ["cron(", "rate(", "at("].contains { text.lowercased().hasPrefix($0) }
    }

    /// Whether a text is an interval of elapsed time, and not a list of times.
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

    /// A name with spaces, such as `W. Europe Standard Time`.
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
            guard let expression = macros[name], scanner.isAtBlankEnd else {
                throw RuleTextError(
                    column,
                    "expected @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually, or @every with a "
                        + "duration such as 5m")
            }
            scanner = try TextScanner(expression)
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

    /// `5 minutes)`: a unit is singular after 1, and plural otherwise.
    private static func rate(_ scanner: inout TextScanner) throws(RuleTextError) -> Int64 {
        scanner.takeSpaces()
        let column = scanner.column
        guard let number = scanner.takeNumber(), number > 0 else {
            throw RuleTextError(column, "expected a number from 1 and a unit, as in rate(5 minutes)")
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
            throw RuleTextError(column, "a distance may be a thousand years long")
        }
        scanner.takeSpaces()
        try close(&scanner)
        return milliseconds
    }
}

/// Durations as Go writes them: `5m`, `1h30m`, `90s`.
enum GoDuration {
    private static let units: [(name: String, nanoseconds: Double)] = [
        ("NS", 1), ("US", 1e3), ("MS", 1e6), ("S", 1e9), ("M", 60e9), ("H", 3600e9),
    ]

    /// As robfig/cron takes them: whole seconds, and at least one.
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
        guard nanoseconds > 0 else { throw RuleTextError(start, "a duration must be longer than nothing") }
        // Fractions of binary numbers are a little less than they say.
        let seconds = max(1, (nanoseconds / 1e9 + 1e-9).rounded(.down))
        guard seconds * 1000 <= Double(ISODuration.maximumMilliseconds) else {
            throw RuleTextError(start, "a duration may be a thousand years long")
        }
        return Int64(seconds) * 1000
    }
}
