/// Describes the fields of a calendar rule in English.
enum CalendarDescription {
    static func text(_ rule: CalendarRule) -> String {
        var parts = [times(rule.times)]
        let days = days(rule.days)
        // "every day at 09:00", but "at 09:00 on Monday".
        if days.isEmpty, parts[0].hasPrefix("at ") { parts[0] = "every day " + parts[0] }
        if !days.isEmpty { parts.append(days) }
        if rule.months != BitMask(1...12) {
            parts.append("in \(English.ranges(rule.months.values) { English.months[$0 - 1] })")
        }
        if let years = rule.years { parts.append("in \(English.ranges(years) { "\($0)" })") }
        return parts.joined(separator: " ")
    }

    /// The maximum number of times of day that are listed one by one.
    private static let maximumList = 6

    private static func times(_ times: TimesOfDay) -> String {
        if times.count <= maximumList {
            let list = (0..<times.count).map { RecurrenceDescription.time(times.element(at: $0)) }
            return "at \(English.list(list))"
        }
        let (allMinutes, allHours) = (times.minutes == BitMask(0...59), times.hours == BitMask(0...23))
        var parts: [String] = []
        if times.seconds != BitMask([0]) { parts.append(field(times.seconds, of: 60, "second")) }
        if !(allMinutes && !parts.isEmpty) { parts.append(field(times.minutes, of: 60, "minute")) }
        if !allHours {
            parts.append("past \(field(times.hours, of: 24, "hour"))")
        } else if !allMinutes, !parts[parts.count - 1].hasPrefix("every ") {
            parts.append("past every hour")
        }
        return parts.joined(separator: " ")
    }

    /// `every minute`, `every 15 minutes`, `minute 5 and 20`.
    private static func field(_ mask: BitMask, of whole: Int, _ unit: String) -> String {
        if mask.count == whole { return "every \(unit)" }
        let values = mask.values
        if values.count > 2, values[0] == 0 {
            let step = values[1]
            if whole % step == 0, values == Array(stride(from: 0, to: whole, by: step)) {
                return "every \(step) \(unit)s"
            }
        }
        return "\(unit) \(English.ranges(values) { "\($0)" })"
    }

    private static func days(_ days: DayFields) -> String {
        let byDay = days.anyDay && days.days == BitMask(1...31) ? "" : daysOfMonth(days)
        let byWeekday = days.anyWeekday && days.weekdays == BitMask(0...6) ? "" : daysOfWeek(days)
        if byDay.isEmpty || byWeekday.isEmpty { return byDay + byWeekday }
        let isEither = !days.anyDay && !days.anyWeekday && !days.needsBoth
        return isEither ? "\(byDay) or \(byWeekday)" : "\(byDay) if it is \(byWeekday.dropFirst(3))"
    }

    private static func daysOfMonth(_ days: DayFields) -> String {
        var items: [String] = []
        if !days.days.isEmpty { items.append(English.ranges(days.days.values) { English.ordinal($0) }) }
        items += days.fromLast.values.map { $0 == 0 ? "last day" : "day \($0) before the last" }
        items += days.nearest.values.map { "working day nearest to the \(English.ordinal($0))" }
        if days.lastWorkingDay { items.append("last working day") }
        return "on the \(English.list(items)) of the month"
    }

    private static func daysOfWeek(_ days: DayFields) -> String {
        var items: [String] = []
        if !days.weekdays.isEmpty { items.append(English.ranges(days.weekdays.values) { English.weekdays[$0] }) }
        items += days.ordinals.values.map { bit in
            "the \(bit % 8 == 0 ? "last" : English.ordinal(bit % 8)) \(English.weekdays[bit / 8]) of the month"
        }
        return "on \(English.list(items))"
    }
}
