import Timekeeping

/// Parses recurrence rules (RFC 5545, section 3.3.10), with `RSCALE` and `SKIP` of RFC 7529.
struct RRuleParser {
    private var scanner: TextScanner
    private var rule = RRule(frequency: .daily)
    /// The parts so far with their columns: few enough to be searched one by one.
    private var parts: [(name: String, column: Int)] = []

    private static let frequencies: [String: RRule.Frequency] = [
        "SECONDLY": .secondly, "MINUTELY": .minutely, "HOURLY": .hourly, "DAILY": .daily, "WEEKLY": .weekly,
        "MONTHLY": .monthly, "YEARLY": .yearly,
    ]
    private static let weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
    /// The maximum number of values of a part.
    private static let maximumList = 400

    static func parse(_ text: String) throws(RuleTextError) -> RRule {
        var parser = RRuleParser(scanner: try TextScanner(text))
        return try parser.parse()
    }

    private init(scanner: TextScanner) {
        self.scanner = scanner
    }

    private mutating func parse() throws(RuleTextError) -> RRule {
        // The prefix in an iCalendar file.
        var prefix = scanner
        if prefix.takeLetters() == "RRULE", prefix.take(":") { scanner = prefix }
        repeat {
            // A semicolon at the end is accepted.
            if scanner.isAtEnd, !parts.isEmpty { break }
            let column = scanner.column
            let name = scanner.takeLetters()
            guard !name.isEmpty, scanner.take("=") else {
                throw RuleTextError(column, "expected a part such as FREQ=DAILY; found \(scanner.found)")
            }
            guard self.column(of: name) == nil else { throw RuleTextError(column, "\(name) is given twice") }
            parts.append((name, column))
            try part(name, column)
            guard scanner.isAtEnd || scanner.next == UInt8(ascii: ";") else {
                throw RuleTextError(scanner.column, "expected ; or the end after \(name); found \(scanner.found)")
            }
        } while scanner.take(";")
        guard column(of: "FREQ") != nil else { throw RuleTextError(1, "FREQ is missing") }
        try check()
        return rule
    }

    private func column(of name: String) -> Int? { parts.first { $0.name == name }?.column }

    private mutating func part(_ name: String, _ column: Int) throws(RuleTextError) {
        switch name {
        case "FREQ":
            let column = scanner.column
            guard let frequency = Self.frequencies[scanner.takeLetters()] else {
                throw RuleTextError(
                    column, "FREQ must be SECONDLY, MINUTELY, HOURLY, DAILY, WEEKLY, MONTHLY or YEARLY")
            }
            rule.frequency = frequency
        case "INTERVAL": rule.interval = try number(name, 1...1_000_000)
        case "COUNT": rule.count = try number(name, 1...1_000_000)
        case "UNTIL": rule.until = try until()
        case "BYSECOND":
            // A leap second counts as the second before it.
            rule.seconds = BitMask(try numbers(name, 0...60).map { min($0, 59) })
        case "BYMINUTE": rule.minutes = BitMask(try numbers(name, 0...59))
        case "BYHOUR": rule.hours = BitMask(try numbers(name, 0...23))
        case "BYMONTH": rule.months = BitMask(try numbers(name, 1...12))
        case "BYMONTHDAY": rule.monthDays = try signedNumbers(name, 31)
        case "BYYEARDAY": rule.yearDays = try signedNumbers(name, 366)
        case "BYWEEKNO": rule.weekNumbers = try signedNumbers(name, 53)
        case "BYSETPOS": rule.positions = try signedNumbers(name, 366)
        case "BYDAY": rule.weekdays = try weekdayNumbers()
        case "WKST": rule.weekStart = try weekday()
        case "RSCALE":
            let column = scanner.column
            guard scanner.takeLetters() == "GREGORIAN" else {
                throw RuleTextError(column, "RSCALE must be GREGORIAN: no other calendar is supported")
            }
        case "SKIP":
            let column = scanner.column
            guard let skip = RRule.Skip(rawValue: scanner.takeLetters()) else {
                throw RuleTextError(column, "SKIP must be OMIT, BACKWARD or FORWARD")
            }
            rule.skip = skip
        default:
            throw RuleTextError(
                column,
                "\(name) is not a part: expected one of FREQ, INTERVAL, COUNT, UNTIL, WKST, SKIP, RSCALE, BYSECOND, BYMINUTE, "
                    + "BYHOUR, BYDAY, BYMONTHDAY, BYYEARDAY, BYWEEKNO, BYMONTH and BYSETPOS")
        }
    }

    // MARK: - Values

    private mutating func number(_ name: String, _ range: ClosedRange<Int>) throws(RuleTextError) -> Int {
        let start = scanner
        guard let number = scanner.takeNumber(), range.contains(number) else {
            throw RuleTextError(
                start.column, "\(name) must be \(range.lowerBound) to \(range.upperBound); found \(start.found)")
        }
        return number
    }

    private mutating func list<Value>(
        _ name: String, _ element: (inout RRuleParser) throws(RuleTextError) -> Value
    ) throws(RuleTextError) -> [Value] {
        var values: [Value] = []
        repeat {
            guard values.count < Self.maximumList else {
                throw RuleTextError(scanner.column, "\(name) may have at most \(Self.maximumList) values")
            }
            values.append(try element(&self))
        } while scanner.take(",")
        return values
    }

    private mutating func numbers(_ name: String, _ range: ClosedRange<Int>) throws(RuleTextError) -> [Int] {
        try list(name) { parser throws(RuleTextError) in try parser.number(name, range) }
    }

    private mutating func signedNumbers(_ name: String, _ limit: Int) throws(RuleTextError) -> [Int] {
        let values = try list(name) { parser throws(RuleTextError) -> Int in
            let start = parser.scanner
            let isNegative = parser.scanner.take("-")
            if !isNegative { _ = parser.scanner.take("+") }
            guard let number = parser.scanner.takeNumber(), 1...limit ~= number else {
                throw RuleTextError(
                    start.column, "\(name) must be 1 to \(limit) or -\(limit) to -1; found \(start.found)")
            }
            return isNegative ? -number : number
        }
        return Array(Set(values)).sorted()
    }

    private mutating func weekday() throws(RuleTextError) -> Int {
        let start = scanner
        guard let weekday = Self.weekdays.firstIndex(of: scanner.takeLetters()) else {
            throw RuleTextError(
                start.column, "a day of the week must be MO, TU, WE, TH, FR, SA or SU; found \(start.found)")
        }
        return weekday
    }

    private mutating func weekdayNumbers() throws(RuleTextError) -> [RRule.WeekdayNumber] {
        try list("BYDAY") { parser throws(RuleTextError) -> RRule.WeekdayNumber in
            let start = parser.scanner
            let isNegative = parser.scanner.take("-")
            let isSigned = isNegative || parser.scanner.take("+")
            let number = parser.scanner.takeNumber()
            guard number.map({ 1...53 ~= $0 }) ?? !isSigned else {
                throw RuleTextError(
                    start.column, "the number before a day of the week must be 1 to 53; found \(start.found)")
            }
            return .init(weekday: try parser.weekday(), ordinal: (isNegative ? -1 : 1) * (number ?? 0))
        }
    }

    /// `20261224`, `20261224T180000` or `20261224T180000Z`.
    private mutating func until() throws(RuleTextError) -> RRule.Until {
        let start = scanner
        let expected = "UNTIL must be a date or a time such as 20261224 or 20261224T180000Z; found \(start.found)"
        guard let (local, isDay, isUTC) = try scanner.takeCalendarTime() else {
            throw RuleTextError(start.column, expected)
        }
        if isUTC { return .instant(Zone.utc.instant(of: local)) }
        // A day includes all of it.
        let lastMillisecond = LocalDateTime.millisecondsPerDay - 1
        return .local(isDay ? LocalDateTime(milliseconds: local.milliseconds + lastMillisecond) : local)
    }

    // MARK: - Combinations

    private func check() throws(RuleTextError) {
        func refuse(_ part: String, _ why: String) throws(RuleTextError) {
            if let column = column(of: part) { throw RuleTextError(column, "\(part) \(why)") }
        }
        let frequency = rule.frequency
        if column(of: "COUNT") != nil { try refuse("UNTIL", "and COUNT exclude each other") }
        if frequency != .yearly { try refuse("BYWEEKNO", "needs FREQ=YEARLY") }
        if [.daily, .weekly, .monthly].contains(frequency) {
            try refuse("BYYEARDAY", "is not allowed with FREQ=DAILY, WEEKLY or MONTHLY")
        }
        if frequency == .weekly { try refuse("BYMONTHDAY", "is not allowed with FREQ=WEEKLY") }
        if rule.weekdays.contains(where: { $0.ordinal != 0 }) {
            guard frequency == .monthly || frequency == .yearly else {
                return try refuse("BYDAY", "may have numbers only with FREQ=MONTHLY and FREQ=YEARLY")
            }
            if !rule.weekNumbers.isEmpty { try refuse("BYDAY", "can't have numbers if there is a BYWEEKNO") }
        }
        if !parts.contains(where: { $0.name.hasPrefix("BY") && $0.name != "BYSETPOS" }) {
            try refuse("BYSETPOS", "needs another part that begins with BY")
        }
    }
}
