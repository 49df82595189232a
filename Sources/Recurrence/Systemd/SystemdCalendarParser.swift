/// Parses the days of the week, the date and the time of a calendar event (systemd.time(7)). It refuses the same texts
/// as systemd, except for additional spaces.
struct SystemdCalendarParser {
    private var scanner: TextScanner

    init(_ text: String) throws(RuleTextError) {
        scanner = try TextScanner(text)
    }

    /// - Parameter end: the column after the event; a zone may follow.
    mutating func event(to end: Int) throws(RuleTextError) -> SystemdCalendar {
        scanner.takeSpaces()
        var days = DayFields()
        days.needsBoth = true
        (days.days, days.weekdays) = (BitMask(1...31), BitMask(0...6))
        if let next = scanner.next, TextScanner.isLetter(next) {
            days.weekdays = try weekdays(end)
            days.anyWeekday = false
            scanner.takeSpaces()
        }
        var (months, years): (BitMask, [Int]?) = (BitMask(1...12), nil)
        var time: (hours: Chain, minutes: Chain, seconds: Chain?)?
        if scanner.column < end {
            let first = try chain()
            if scanner.take(":") {
                time = try self.time(hours: first)
            } else {
                (months, years) = try date(first, &days)
                if scanner.column < end, scanner.isAtSpace {
                    scanner.takeSpaces()
                    if scanner.column < end {
                        let hours = try chain()
                        guard scanner.take(":") else { throw fault("expected : and minutes") }
                        time = try self.time(hours: hours)
                    }
                }
            }
        }
        guard scanner.column >= end || scanner.isAtBlankEnd else { throw fault("expected the end, or a zone") }
        let rule = CalendarRule(
            hours: try time?.hours.field(.hour) ?? .zero(0...23),
            minutes: try time?.minutes.field(.minute) ?? .zero(0...59),
            seconds: try time?.seconds?.field(.second) ?? .zero(0...59), days: days, months: months, years: years)
        return SystemdCalendar(rule: rule, zone: nil, hasTime: time != nil, hasSeconds: time?.seconds != nil)
    }

    private func fault(_ expected: String) -> RuleTextError {
        RuleTextError(scanner.column, "\(expected); found \(scanner.found)")
    }

    // MARK: - Days of the week

    private mutating func weekday() throws(RuleTextError) -> Int {
        let start = scanner
        // Sunday last.
        guard let value = FieldSpec.dayOfWeek.value(of: scanner.takeLetters()) else {
            throw RuleTextError(start.column, "expected a day of the week such as Mon; found \(start.found)")
        }
        return (value + 6) % 7
    }

    private mutating func weekdays(_ end: Int) throws(RuleTextError) -> BitMask {
        var mask = BitMask()
        repeat {
            // A comma may end the list.
            if scanner.column >= end || scanner.isAtSpace { break }
            let column = scanner.column
            let first = try weekday()
            guard scanner.take(word: "..") || scanner.take("-") else {
                mask.insert(first)
                continue
            }
            let last = try weekday()
            guard first <= last else {
                throw RuleTextError(column, "a range of days must go forward, from Mon to Sun: use two ranges")
            }
            for day in first...last { mask.insert(day) }
        } while scanner.take(",")
        guard scanner.column >= end || scanner.isAtSpace else { throw fault("expected a comma or a space") }
        return mask
    }

    // MARK: - Dates and times

    private mutating func date(
        _ first: Chain, _ days: inout DayFields
    ) throws(RuleTextError) -> (months: BitMask, years: [Int]?) {
        var (year, month): (Chain?, Chain) = (nil, first)
        var isFromEnd = scanner.take("~")
        guard isFromEnd || scanner.take("-") else {
            throw fault("expected a date such as *-*-01 or a time such as 9:00")
        }
        var day = try chain()
        if !isFromEnd, scanner.next == UInt8(ascii: "-") || scanner.next == UInt8(ascii: "~") {
            isFromEnd = scanner.take("~")
            if !isFromEnd { _ = scanner.take("-") }
            (year, month) = (first, day)
            day = try chain()
        }
        if !day.isAny {
            days.anyDay = false
            days.days = BitMask()
            for values in try day.values(.dayOfMonth, fromEnd: isFromEnd) {
                for value in values {
                    if isFromEnd { days.fromLast.insert(value - 1) } else { days.days.insert(value) }
                }
            }
        }
        let months = month.isAny ? BitMask(1...12) : BitMask(Set(try month.values(.month).joined()))
        let years = try year.flatMap { year throws(RuleTextError) -> [Int]? in
            year.isAny ? nil : Set(try year.centuries.values(.eventBridgeYear).joined()).sorted()
        }
        return (months, years)
    }

    private mutating func time(
        hours: Chain
    ) throws(RuleTextError) -> (hours: Chain, minutes: Chain, seconds: Chain?) {
        let minutes = try chain()
        return (hours, minutes, scanner.take(":") ? try chain(allowsFraction: true) : nil)
    }

    // MARK: - Chains

    /// `*`, or a list of `5`, `1..5`, `0/15` and `1..5/2`.
    private struct Chain {
        struct Link {
            var start: Int
            var stop: Int?
            var step: Int?
            var column: Int
        }

        /// The links; empty for any value.
        var links: [Link] = []

        var isAny: Bool { links.isEmpty }

        /// The chain with years of two digits replaced by those from 1970 to 2069.
        var centuries: Chain {
            func full(_ year: Int) -> Int { year < 70 ? year + 2000 : year < 100 ? year + 1900 : year }
            return Chain(
                links: links.map {
                    Link(start: full($0.start), stop: $0.stop.map(full), step: $0.step, column: $0.column)
                })
        }

        func field(_ spec: FieldSpec) throws(RuleTextError) -> TimeField {
            var field = TimeField(spec.range)
            for values in isAny ? [Array(spec.range)] : try values(spec) { field.insert(values) }
            return field
        }

        /// - Parameter fromEnd: whether days are counted from the last day, which is 1.
        func values(_ spec: FieldSpec, fromEnd: Bool = false) throws(RuleTextError) -> [[Int]] {
            // February has no day that is more than 28 from the end.
            let range = fromEnd ? 1...28 : spec.range
            var values: [[Int]] = []
            for link in links {
                guard range.contains(link.start), link.stop.map({ range.contains($0) }) ?? true else {
                    let name = fromEnd ? "days from the end" : spec.name
                    throw RuleTextError(
                        link.column, "\(name) must be \(range.lowerBound) to \(range.upperBound)")
                }
                if let stop = link.stop, stop < link.start {
                    throw RuleTextError(link.column, "a range must go forward: use two ranges")
                }
                guard let step = link.step ?? link.stop.map({ _ in 1 }) else {
                    values.append([link.start])
                    continue
                }
                // A step without an end goes to the end of the month.
                let stop = link.stop ?? (fromEnd ? range.lowerBound : range.upperBound)
                guard step >= 1, link.step == nil || step <= abs(stop - link.start) else {
                    throw RuleTextError(link.column, "the step goes past the end of the \(spec.name)")
                }
                values.append(Array(stride(from: link.start, through: stop, by: stop < link.start ? -step : step)))
            }
            return values
        }
    }

    private mutating func chain(allowsFraction: Bool = false) throws(RuleTextError) -> Chain {
        if scanner.take("*") { return Chain() }
        var chain = Chain()
        repeat {
            let column = scanner.column
            let start = try number(allowsFraction)
            let stop = scanner.take(word: "..") ? try number(allowsFraction) : nil
            let step = scanner.take("/") ? try number(allowsFraction) : nil
            chain.links.append(.init(start: start, stop: stop, step: step, column: column))
        } while scanner.take(",")
        return chain
    }

    private mutating func number(_ allowsFraction: Bool) throws(RuleTextError) -> Int {
        guard let number = scanner.takeNumber() else { throw fault("expected a number or *") }
        let column = scanner.column
        if allowsFraction, !scanner.isAt(word: ".."), scanner.take(".") {
            var hasDigits = false
            while let digit = scanner.takeDigit() {
                hasDigits = true
                guard digit == 0 else {
                    throw RuleTextError(column, "fractions of seconds are not supported: use whole seconds")
                }
            }
            guard hasDigits else { throw fault("expected digits after the point") }
        }
        return number
    }
}
