/// Reads cron expressions: five fields, or six with the seconds first, or a macro such as `@daily`.
///
/// Lists, ranges, steps and names are Vixie cron's; `L`, `W`, `LW`, `#` and `?` are Quartz's; `H` is Jenkins's.
struct CronParser {
    private var scanner: TextScanner
    private let seed: UInt64
    /// How many fields there are.
    private(set) var hasSeconds = false

    private static let macros = [
        "HOURLY": "0 * * * *", "DAILY": "0 0 * * *", "MIDNIGHT": "0 0 * * *", "WEEKLY": "0 0 * * 0",
        "MONTHLY": "0 0 1 * *", "YEARLY": "0 0 1 1 *", "ANNUALLY": "0 0 1 1 *",
    ]

    /// - Parameters:
    ///   - seed: what `H` is made of.
    ///   - needsBoth: whether a day must match both of the day fields where both are given.
    static func parse(
        _ text: String, seed: UInt64, needsBoth: Bool = false
    ) throws(RuleTextError) -> CalendarRule {
        var parser = CronParser(scanner: try TextScanner(text), seed: seed)
        parser.scanner.takeSpaces()
        if parser.scanner.take("@") {
            let column = parser.scanner.column
            guard let expression = macros[parser.scanner.takeLetters()], parser.scanner.isAtEnd else {
                throw RuleTextError(
                    column, "expected @hourly, @daily, @midnight, @weekly, @monthly, @yearly or @annually")
            }
            parser.scanner = try TextScanner(expression)
        }
        parser.hasSeconds = hasSeconds(text)
        var rule = try parser.rule()
        rule.days.needsBoth = needsBoth
        return rule
    }

    /// Whether a rule has six fields, the first of which is of seconds.
    static func hasSeconds(_ text: String) -> Bool {
        text.utf8.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.count == 6
    }

    /// The values of one element of a field, such as `5`, `MON-FRI` or `0-59/15`.
    static func values(_ text: String, of spec: FieldSpec, seed: UInt64) throws(RuleTextError) -> [Int] {
        var parser = CronParser(scanner: try TextScanner(text), seed: seed)
        let values = try parser.values(spec)
        guard parser.scanner.isAtEnd else { throw parser.fault(spec) }
        return values
    }

    private init(scanner: TextScanner, seed: UInt64) {
        self.scanner = scanner
        self.seed = seed
    }

    private mutating func rule() throws(RuleTextError) -> CalendarRule {
        let seconds = hasSeconds ? try plain(.second) : BitMask([0])
        let minutes = try plain(.minute)
        let hours = try plain(.hour)
        var days = DayFields()
        try dayOfMonth(&days)
        let months = try plain(.month)
        try dayOfWeek(&days)
        scanner.takeSpaces()
        guard scanner.isAtEnd else {
            throw RuleTextError(
                scanner.column, "expected the end after five fields, or six with seconds first; found \(scanner.found)")
        }
        return CalendarRule(
            times: TimesOfDay(hours: hours, minutes: minutes, seconds: seconds), days: days, months: months)
    }

    // MARK: - Fields

    private mutating func begin(_ spec: FieldSpec) throws(RuleTextError) {
        scanner.takeSpaces()
        if scanner.isAtEnd {
            throw RuleTextError(
                scanner.column, "expected five fields, or six with seconds first; the \(spec.name) is missing")
        }
    }

    private func isFieldEnd() -> Bool {
        scanner.isAtEnd || scanner.next == UInt8(ascii: " ") || scanner.next == UInt8(ascii: "\t")
    }

    private func fault(_ spec: FieldSpec) -> RuleTextError {
        RuleTextError(scanner.column, "\(spec.expected); found \(scanner.found)")
    }

    /// Goes through the elements of a list.
    private mutating func list(
        _ spec: FieldSpec, _ element: (inout CronParser) throws(RuleTextError) -> Void
    ) throws(RuleTextError) {
        repeat { try element(&self) } while scanner.take(",")
        guard isFieldEnd() else { throw fault(spec) }
    }

    private mutating func plain(_ spec: FieldSpec) throws(RuleTextError) -> BitMask {
        try begin(spec)
        var mask = BitMask()
        try list(spec) { parser throws(RuleTextError) in
            for value in try parser.values(spec) { mask.insert(value) }
        }
        return mask
    }

    private mutating func dayOfMonth(_ days: inout DayFields) throws(RuleTextError) {
        let spec = FieldSpec.dayOfMonth
        try begin(spec)
        days.anyDay = scanner.next == UInt8(ascii: "*") || scanner.next == UInt8(ascii: "?")
        var fields = days
        try list(spec) { parser throws(RuleTextError) in
            if parser.takeLetter("L") {
                if parser.takeLetter("W") {
                    fields.lastWorkingDay = true
                } else if parser.scanner.take("-") {
                    let start = parser.scanner
                    guard let offset = parser.scanner.takeNumber(), offset <= 30 else {
                        throw RuleTextError(
                            start.column, "days before the last must be 0 to 30; found \(start.found)")
                    }
                    fields.fromLast.insert(offset)
                } else {
                    fields.fromLast.insert(0)
                }
                return
            }
            let values = try parser.values(spec)
            if values.count == 1, parser.takeLetter("W") {
                fields.nearest.insert(values[0])
            } else {
                for value in values { fields.days.insert(value) }
            }
        }
        days = fields
    }

    private mutating func dayOfWeek(_ days: inout DayFields) throws(RuleTextError) {
        let spec = FieldSpec.dayOfWeek
        try begin(spec)
        days.anyWeekday = scanner.next == UInt8(ascii: "*") || scanner.next == UInt8(ascii: "?")
        var fields = days
        try list(spec) { parser throws(RuleTextError) in
            // L alone is the last day of the week, Saturday.
            if parser.scanner.next.map({ $0 & 0xDF }) == UInt8(ascii: "L"), parser.takeLetter("L") {
                fields.weekdays.insert(5)
                return
            }
            // Cron's Sunday, 0 or 7, is 6 here.
            let values = try parser.values(spec).map { ($0 + 6) % 7 }
            if values.count == 1, parser.scanner.take("#") {
                let start = parser.scanner
                guard let ordinal = parser.scanner.takeNumber(), 1...5 ~= ordinal else {
                    throw RuleTextError(start.column, "the number after # must be 1 to 5; found \(start.found)")
                }
                fields.ordinals.insert(8 * values[0] + ordinal)
            } else if values.count == 1, parser.takeLetter("L") {
                fields.ordinals.insert(8 * values[0])
            } else {
                for value in values { fields.weekdays.insert(value) }
            }
        }
        days = fields
    }

    private mutating func takeLetter(_ letter: Character) -> Bool {
        if scanner.take(letter) { return true }
        return scanner.take(Character(letter.lowercased()))
    }

    // MARK: - Elements

    /// `*`, `5`, `MON`, `1-5`, `FRI-MON`, `*/15`, `10-30/5`, `10/5`, `H`, `H(0-9)`, `H/15`.
    private mutating func values(_ spec: FieldSpec) throws(RuleTextError) -> [Int] {
        // 7 is another name for 0 there.
        let whole = spec.range.upperBound == 7 ? 0...6 : spec.range
        if scanner.take("*") || scanner.take("?") {
            return Array(stride(from: whole.lowerBound, through: whole.upperBound, by: try step(spec) ?? 1))
        }
        if let next = scanner.next, next & 0xDF == UInt8(ascii: "H"), takeLetter("H") {
            return try hashed(spec, in: whole)
        }
        let first = try value(spec)
        guard scanner.take("-") else {
            guard let step = try step(spec) else { return [first] }
            return Array(stride(from: first, through: whole.upperBound, by: step))
        }
        var last = try value(spec)
        let step = try step(spec) ?? 1
        let length = whole.count
        if last < first { last += length }
        return stride(from: first, through: last, by: step).map { value in
            value > spec.range.upperBound ? value - length : value
        }
    }

    private mutating func value(_ spec: FieldSpec) throws(RuleTextError) -> Int {
        let start = scanner
        if let number = scanner.takeNumber() {
            guard spec.range.contains(number) else {
                scanner = start
                throw fault(spec)
            }
            return number
        }
        // A name may be followed by an L, as in FRIL.
        let word = scanner.takeLetters()
        if let value = spec.value(of: word) { return value }
        if word.hasSuffix("L"), let value = spec.value(of: String(word.dropLast())) {
            scanner = start
            _ = scanner.takeLetters(atMost: word.utf8.count - 1)
            return value
        }
        scanner = start
        throw fault(spec)
    }

    private mutating func step(_ spec: FieldSpec) throws(RuleTextError) -> Int? {
        guard scanner.take("/") else { return nil }
        let start = scanner
        guard let step = scanner.takeNumber(), step >= 1 else {
            throw RuleTextError(start.column, "a step must be a number from 1; found \(start.found)")
        }
        return min(step, 10_000)
    }

    /// A value, or values at a distance, that the seed chooses: tasks with the same rule spread out.
    private mutating func hashed(_ spec: FieldSpec, in whole: ClosedRange<Int>) throws(RuleTextError) -> [Int] {
        // Days that every month has, as Jenkins does.
        var range = spec.range.upperBound == 31 ? 1...28 : whole
        if scanner.take("(") {
            let column = scanner.column
            let first = try value(spec)
            guard scanner.take("-") else { throw RuleTextError(scanner.column, "expected - in H(a-b)") }
            let last = try value(spec)
            guard scanner.take(")") else { throw RuleTextError(scanner.column, "expected ) after H(a-b") }
            guard first <= last else { throw RuleTextError(column, "the range of H must rise") }
            range = first...last
        }
        let hash = StableHash.of(seed, UInt64(spec.name.utf8.count) << 8 | UInt64(spec.range.upperBound))
        guard let step = try step(spec) else { return [range.lowerBound + Int(hash % UInt64(range.count))] }
        let offset = Int(hash % UInt64(min(step, range.count)))
        return Array(stride(from: range.lowerBound + offset, through: range.upperBound, by: step))
    }
}
