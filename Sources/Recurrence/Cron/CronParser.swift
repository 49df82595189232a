/// Parses the fields of cron expressions.
///
/// Lists, ranges, steps and names come from Vixie cron; `L`, `W`, `LW`, `#`, `?` and the year from Quartz; `H` from
/// Jenkins; `~` from OpenBSD and cronie. ``CronText`` parses the text around the fields.
struct CronParser {
    enum Dialect {
        /// Five fields, six with seconds first, or seven with the year last.
        case cron
        /// The six fields of Amazon EventBridge: the year last, and days of the week from 1 for Sunday.
        case eventBridge
    }

    var scanner: TextScanner
    let seed: UInt64
    let dialect: Dialect
    private(set) var hasSeconds = false

    init(scanner: TextScanner, seed: UInt64, dialect: Dialect = .cron) {
        self.scanner = scanner
        self.seed = seed
        self.dialect = dialect
    }

    /// Parses one element of a field, such as `5`, `MON-FRI` or `0-59/15`.
    static func values(_ text: String, of spec: FieldSpec, seed: UInt64) throws(RuleTextError) -> [Int] {
        var parser = CronParser(scanner: try TextScanner(text), seed: seed)
        let values = try parser.values(spec)
        guard parser.scanner.isAtEnd else { throw parser.fault(spec) }
        return values
    }

    /// Parses the fields up to the end, or up to a closing parenthesis in EventBridge's dialect.
    ///
    /// - Parameter needsBoth: whether a day must match both day fields if both are given.
    mutating func rule(needsBoth: Bool = false) throws(RuleTextError) -> CalendarRule {
        scanner.takeSpaces()
        let start = scanner
        let count = scanner.fields.count
        hasSeconds = dialect == .cron && (count == 6 || count == 7)
        if dialect == .cron, count == 6 { try refuseForeignOrder() }
        let seconds = hasSeconds ? try plain(.second) : TimeField.zero(0...59)
        let minutes = try plain(.minute)
        let hours = try plain(.hour)
        var days = DayFields()
        days.needsBoth = needsBoth
        let dayMark = try dayOfMonth(&days)
        let months = try plain(.month).values
        let weekdayMark = try dayOfWeek(&days)
        let years = dialect == .eventBridge || count == 7 ? try years() : nil
        scanner.takeSpaces()
        guard isAtEnd else {
            let expected =
                dialect == .cron
                ? "five fields, six with seconds first, or seven with the year last" : "six fields and )"
            throw RuleTextError(scanner.column, "expected the end after \(expected); found \(scanner.found)")
        }
        if dialect == .eventBridge, dayMark == weekdayMark {
            throw RuleTextError(
                start.column, "exactly one of day of month and day of week must be ?")
        }
        return CalendarRule(
            hours: hours, minutes: minutes, seconds: seconds, days: days, months: months, years: years)
    }

    // MARK: - Fields

    private mutating func begin(_ spec: FieldSpec) throws(RuleTextError) {
        scanner.takeSpaces()
        if isAtEnd {
            let expected =
                dialect == .cron
                ? "five fields, or six with seconds first"
                : "minute, hour, day of month, month, day of week and year"
            throw RuleTextError(scanner.column, "expected \(expected); the \(spec.name) is missing")
        }
    }

    private var isAtEnd: Bool {
        scanner.isAtEnd || dialect == .eventBridge && scanner.next == UInt8(ascii: ")")
    }

    private var isFieldEnd: Bool {
        isAtEnd || scanner.next == UInt8(ascii: " ") || scanner.next == UInt8(ascii: "\t")
    }

    func fault(_ spec: FieldSpec) -> RuleTextError {
        if scanner.next == UInt8(ascii: "?") {
            return RuleTextError(
                scanner.column, "? stands for a whole day of month or day of week only; \(spec.expected)")
        }
        return RuleTextError(scanner.column, "\(spec.expected); found \(scanner.found)")
    }

    /// Parses the elements of a list one after another.
    private mutating func list(
        _ spec: FieldSpec, _ element: (inout CronParser) throws(RuleTextError) -> Void
    ) throws(RuleTextError) {
        repeat { try element(&self) } while scanner.take(",")
        guard isFieldEnd else { throw fault(spec) }
    }

    private mutating func plain(_ spec: FieldSpec) throws(RuleTextError) -> TimeField {
        try begin(spec)
        var field = TimeField(spec.range)
        try list(spec) { parser throws(RuleTextError) in field.insert(try parser.values(spec)) }
        return field
    }

    /// - Returns: the years; `nil` for every year.
    private mutating func years() throws(RuleTextError) -> [Int]? {
        let spec: FieldSpec = dialect == .eventBridge ? .eventBridgeYear : .year
        try begin(spec)
        var years: Set<Int> = []
        try list(spec) { parser throws(RuleTextError) in years.formUnion(try parser.values(spec)) }
        return years.count == spec.range.count ? nil : years.sorted()
    }

    /// Takes a `?` if it is the whole field.
    private mutating func takeMark() -> Bool {
        let start = scanner
        if scanner.take("?"), isFieldEnd { return true }
        scanner = start
        return false
    }

    /// - Returns: whether the field is `?`.
    private mutating func dayOfMonth(_ days: inout DayFields) throws(RuleTextError) -> Bool {
        let spec = FieldSpec.dayOfMonth
        try begin(spec)
        if takeMark() {
            days.days = BitMask(1...31)
            return true
        }
        days.anyDay = scanner.next == UInt8(ascii: "*")
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
        return false
    }

    /// - Returns: whether the field is `?`.
    private mutating func dayOfWeek(_ days: inout DayFields) throws(RuleTextError) -> Bool {
        let spec: FieldSpec = dialect == .eventBridge ? .eventBridgeDayOfWeek : .dayOfWeek
        try begin(spec)
        if takeMark() {
            days.weekdays = BitMask(0...6)
            return true
        }
        days.anyWeekday = scanner.next == UInt8(ascii: "*")
        // Sunday is 0 or 7 in cron and 1 in EventBridge, and 6 here.
        let shift = dialect == .eventBridge ? 5 : 6
        var fields = days
        try list(spec) { parser throws(RuleTextError) in
            // L alone means the last day of the week, Saturday.
            if parser.takeLetter("L") {
                fields.weekdays.insert(5)
                return
            }
            let values = try parser.values(spec).map { ($0 + shift) % 7 }
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
        return false
    }

    mutating func takeLetter(_ letter: Character) -> Bool {
        if scanner.take(letter) { return true }
        return scanner.take(Character(letter.lowercased()))
    }

    private static func namesDay(_ text: String) -> Bool {
        text.uppercased().split { !$0.isLetter }.contains { FieldSpec.dayOfWeek.value(of: String($0)) != nil }
    }

    /// Refuses six fields that begin with minutes and end with a year, though many of them could be read as these six.
    private func refuseForeignOrder() throws(RuleTextError) {
        let fields = scanner.fields
        let mark = fields.first { $0.text == "?" && ($0.index == 2 || $0.index == 4) }
        let year = fields.last.flatMap { field in
            field.text.utf8.count >= 4 && Int(field.text.prefix(4)).map { 1970...2199 ~= $0 } ?? false ? field : nil
        }
        let day = fields.first { $0.index == 4 && Self.namesDay($0.text) }
        guard let sign = mark ?? year ?? day else { return }
        var texts = fields.map(\.text)
        // EventBridge needs a ? in one of the day fields.
        if mark == nil, year == nil, texts[2] == "*" { texts[2] = "?" }
        let text = texts.joined(separator: " ")
        var foreign = CronParser(scanner: try TextScanner(text + ")"), seed: seed, dialect: .eventBridge)
        let hint =
            (try? foreign.rule()) != nil
            ? "in EventBridge's order, with the year last, write cron(\(text))"
            : "with a year there are seven, as in 0 \(text)"
        let what =
            mark != nil
            ? "? stands for a day of month or a day of week, and"
            : year != nil ? "a year is not a day of week:" : "\(sign.text) is not a month:"
        throw RuleTextError(sign.column, "\(what) six fields begin with seconds; \(hint)")
    }
}
