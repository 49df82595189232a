/// The readable form of a calendar rule: for each field the values that it may have, as texts in cron's manner.
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

    /// - Parameter anyTime: whether a field of the time of day that is left out may have any value, and not only 0.
    func rule(seed: UInt64, anyTime: Bool, at pointer: String) throws(RecurrenceError) -> CalendarRule {
        func elements(_ field: Field) throws(RecurrenceError) -> [[Int]]? {
            guard let elements = fields[field] else { return nil }
            var values: [[Int]] = []
            for (index, element) in elements.enumerated() {
                do {
                    // What cron has for a day that is not given.
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
