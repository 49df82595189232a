import JSON
import Timekeeping

/// A rule that gives the local times whose fields match: the meaning of cron and of its readable form.
struct CalendarRule: Hashable, Sendable {
    var times: TimesOfDay
    var days: DayFields
    /// 1...12.
    var months = BitMask(1...12)
    /// In ascending order; `nil` for every year.
    var years: [Int]?
    /// The hours in which the rule keeps its pace if the clocks show them twice. See ``LocalRule/pace``.
    var pace = BitMask()

    /// Whether the fields match a local time.
    ///
    /// - Parameter seconds: whether the seconds must match, too.
    func covers(_ time: LocalDateTime, seconds: Bool) -> Bool {
        let date = time.date
        var second = Int(time.millisecondOfDay / 1000)
        if !seconds { second = second / 60 * 60 + (times.seconds.first ?? 0) }
        return times.contains(second) && months.contains(date.month) && years.map { $0.contains(date.year) } ?? true
            && days.days(month: date.month, year: date.year).contains(date.day)
    }

    /// The first local time later than `time`.
    ///
    /// The Gregorian calendar repeats every 400 years, so a rule without a match in 400 years never matches.
    func next(after time: LocalDateTime, _ budget: inout SearchBudget) -> LocalHit? {
        let start = LocalDateTime(milliseconds: (time.milliseconds.flooredQuotient(by: 1000) + 1) * 1000)
        let date = start.date
        let latestYear = min(9999, date.year + 400)
        var (year, month, day) = (date.year, date.month, date.day)
        var second = Int(start.millisecondOfDay / 1000)
        while year <= latestYear || years != nil {
            guard let allowed = self.year(from: year) else { return nil }
            if allowed > year { (year, month, day, second) = (allowed, 1, 1, 0) }
            guard year <= 9999 else { return nil }
            while let next = months.first(from: month), next <= 12 {
                guard budget.spend() else { return nil }
                if next > month { (month, day, second) = (next, 1, 0) }
                var candidates = BitMask(bits: days.days(month: month, year: year).bits & (UInt64.max << UInt64(day)))
                while let found = candidates.first {
                    if found > day { second = 0 }
                    if let timeOfDay = times.first(from: second),
                        let date = CivilDate(year: year, month: month, day: found)
                    {
                        return LocalHit(time: LocalDateTime(date: date, millisecondOfDay: Int64(timeOfDay) * 1000))
                    }
                    candidates.remove(found)
                    second = 0
                }
                (month, day, second) = (month + 1, 1, 0)
            }
            (year, month, day, second) = (year + 1, 1, 1, 0)
        }
        return nil
    }

    private func year(from year: Int) -> Int? {
        guard let years else { return year }
        return years.first(after: year - 1)
    }
}

/// The readable form of a calendar rule: for each field its values, as texts in cron's syntax.
struct CalendarForm: Hashable, Sendable {
    enum Field: String, CaseIterable, Hashable, Sendable {
        case second, minute, hour
        case dayOfMonth = "day_of_month"
        case month, year
        case dayOfWeek = "day_of_week"

        var spec: FieldSpec {
            switch self {
            case .second: .second
            case .minute: .minute
            case .hour: .hour
            case .dayOfMonth: .dayOfMonth
            case .month: .month
            case .year: .year
            case .dayOfWeek: .dayOfWeek
            }
        }
    }

    /// The elements of each field, such as `5`, `MON-FRI` or `0-59/15`.
    var fields: [Field: [String]] = [:]

    /// Compiles the form to a rule.
    ///
    /// - Parameter anyTime: whether a missing field of the time of day means any value; otherwise it means 0.
    func rule(seed: UInt64, anyTime: Bool, at pointer: String) throws(RecurrenceError) -> CalendarRule {
        func elements(_ field: Field) throws(RecurrenceError) -> [[Int]]? {
            guard let elements = fields[field] else { return nil }
            var values: [[Int]] = []
            for (index, element) in elements.enumerated() {
                do {
                    // As in cron, a day that is not given matches every day.
                    let isDay = field == .dayOfMonth || field == .dayOfWeek
                    let text = isDay && element == "?" ? "*" : element
                    values.append(try CronParser.values(text, of: field.spec, seed: seed))
                } catch {
                    throw RecurrenceError(error, at: "\(pointer)/\(field.rawValue)/\(index)")
                }
            }
            return values
        }
        func values(_ field: Field) throws(RecurrenceError) -> [Int]? {
            try elements(field).map { Set($0.joined()).sorted() }
        }
        func time(_ field: Field) throws(RecurrenceError) -> TimeField {
            var result = TimeField(field.spec.range)
            for element in try elements(field) ?? [anyTime ? Array(field.spec.range) : [0]] { result.insert(element) }
            return result
        }
        var days = DayFields()
        days.needsBoth = true
        if let values = try values(.dayOfMonth) {
            (days.days, days.anyDay) = (BitMask(values), false)
        } else {
            days.days = BitMask(1...31)
        }
        if let values = try values(.dayOfWeek) {
            (days.weekdays, days.anyWeekday) = (BitMask(values.map { ($0 + 6) % 7 }), false)
        } else {
            days.weekdays = BitMask(0...6)
        }
        return CalendarRule(
            hours: try time(.hour), minutes: try time(.minute), seconds: try time(.second), days: days,
            months: try values(.month).map { BitMask($0) } ?? BitMask(1...12), years: try values(.year))
    }
}

extension CalendarForm {
    init(reading reader: inout JSONReader, pointer: String) throws {
        guard try reader.peek() == .object else {
            throw RecurrenceError("must be an object; put the name of a calendar into except", at: pointer)
        }
        try reader.readObject { reader, name in
            let here = JSONPointer.joining(pointer, name)
            guard let field = Field(rawValue: name) else {
                let known = Field.allCases.map(\.rawValue).joined(separator: ", ")
                throw RecurrenceError("is not a field: expected one of \(known)", at: here)
            }
            guard fields[field] == nil else { throw RecurrenceError("is given twice", at: here) }
            var elements: [String] = []
            if try reader.peek() == .array {
                try reader.readArray { reader in
                    guard elements.count < 100 else { throw RecurrenceError("has at most 100 elements", at: here) }
                    elements.append(try Self.element(&reader, "\(here)/\(elements.count)"))
                }
            } else {
                elements = [try Self.element(&reader, here)]
            }
            guard !elements.isEmpty else { throw RecurrenceError("must not be empty", at: here) }
            fields[field] = elements
        }
        guard !fields.isEmpty else { throw RecurrenceError("needs at least one field", at: pointer) }
    }

    /// Reads an element: a number, a text, or an object with `start`, `end` and `step`.
    private static func element(_ reader: inout JSONReader, _ pointer: String) throws -> String {
        switch try reader.peek() {
        case .number: return try reader.readRaw().description
        case .string: return try reader.readString()
        case .object:
            var parts: [String: String] = [:]
            try reader.readObject { reader, name in
                guard ["start", "end", "step"].contains(name) else {
                    throw RecurrenceError(
                        "is not a field: expected one of start, end, step", at: JSONPointer.joining(pointer, name))
                }
                parts[name] = try reader.peek() == .string ? reader.readString() : reader.readRaw().description
            }
            guard let start = parts["start"] else { throw RecurrenceError("start is missing", at: pointer) }
            return start + (parts["end"].map { "-" + $0 } ?? "") + (parts["step"].map { "/" + $0 } ?? "")
        case let kind:
            throw RecurrenceError("must be a number, a text or an object, not \(kind.rawValue)", at: pointer)
        }
    }
}
