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
        func values(_ field: Field) throws(RecurrenceError) -> [Int]? {
            guard let elements = fields[field] else { return nil }
            var values: Set<Int> = []
            for (index, element) in elements.enumerated() {
                do {
                    values.formUnion(try CronParser.values(element, of: field.spec, seed: seed))
                } catch {
                    throw RecurrenceError(error, at: "\(pointer)/\(field.rawValue)/\(index)")
                }
            }
            return values.sorted()
        }
        func time(_ field: Field) throws(RecurrenceError) -> BitMask {
            if let values = try values(field) { return BitMask(values) }
            return anyTime ? BitMask(field.spec.range) : BitMask([0])
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
        let times = TimesOfDay(hours: try time(.hour), minutes: try time(.minute), seconds: try time(.second))
        let months = try values(.month).map { BitMask($0) } ?? BitMask(1...12)
        return CalendarRule(times: times, days: days, months: months, years: try values(.year))
    }
}
