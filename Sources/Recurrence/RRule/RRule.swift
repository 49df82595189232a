import Timekeeping

/// The parts of a recurrence rule (RFC 5545, section 3.3.10, and RFC 7529).
struct RRule: Hashable, Sendable {
    enum Frequency: Int, Hashable, Sendable {
        case secondly, minutely, hourly, daily, weekly, monthly, yearly
    }

    /// How a day that a month or a year does not have is handled (RFC 7529, section 4.1).
    enum Skip: String, Hashable, Sendable, CaseIterable {
        case omit = "OMIT"
        case backward = "BACKWARD"
        case forward = "FORWARD"
    }

    struct WeekdayNumber: Hashable, Sendable {
        /// Monday 0 to Sunday 6.
        var weekday: Int
        /// Which of these days in the month or year, from its end if negative; 0 for all.
        var ordinal: Int
    }

    enum Until: Hashable, Sendable {
        case instant(Timestamp)
        /// A local time in the zone of the recurrence.
        case local(LocalDateTime)
    }

    var frequency: Frequency
    var interval = 1
    var count: Int?
    var until: Until?
    var seconds = BitMask()
    var minutes = BitMask()
    var hours = BitMask()
    var weekdays: [WeekdayNumber] = []
    /// -31...31 without 0.
    var monthDays: [Int] = []
    /// -366...366 without 0.
    var yearDays: [Int] = []
    /// -53...53 without 0.
    var weekNumbers: [Int] = []
    var months = BitMask()
    /// -366...366 without 0.
    var positions: [Int] = []
    var weekStart = 0
    /// `nil` if the rule does not have it.
    var skip: Skip?

    /// Whether the rule has no time of day, so that it selects whole days.
    var isAboutDays: Bool {
        frequency.rawValue >= Frequency.daily.rawValue && hours.isEmpty && minutes.isEmpty && seconds.isEmpty
    }
}

/// Describes a recurrence rule in English.
struct RRuleDescription {
    let rule: RRule
    /// The start, which provides the parts that the rule does not have.
    let start: LocalDateTime

    var text: String {
        let unit = ["second", "minute", "hour", "day", "week", "month", "year"][rule.frequency.rawValue]
        var parts = [rule.interval == 1 ? "every \(unit)" : "every \(rule.interval) \(unit)s"]
        parts += days
        parts += times
        if !rule.positions.isEmpty {
            let positions = rule.positions.map(English.ordinal)
            parts.append("but only the \(English.list(positions)) of these each \(unit)")
        }
        if let count = rule.count { parts.append("\(RecurrenceDescription.times(count)) in all") }
        switch rule.until {
        case .instant(let instant): parts.append("until \(instant.rfc3339)")
        case .local(let local): parts.append("until \(local.description.prefix(19))")
        case nil: break
        }
        return parts.joined(separator: " ")
    }

    private var days: [String] {
        var parts: [String] = []
        if !rule.weekdays.isEmpty {
            let plain = rule.weekdays.filter { $0.ordinal == 0 }.map(\.weekday).sorted()
            var items = plain.isEmpty ? [] : [English.ranges(plain) { English.weekdays[$0] }]
            items += rule.weekdays.filter { $0.ordinal != 0 }.map {
                "the \(English.ordinal($0.ordinal)) \(English.weekdays[$0.weekday])"
            }
            parts.append("on \(English.list(items))")
        }
        if !rule.monthDays.isEmpty { parts.append("on the \(numbers(rule.monthDays, "day")) of the month") }
        if !rule.yearDays.isEmpty { parts.append("on the \(numbers(rule.yearDays, "day")) of the year") }
        if !rule.weekNumbers.isEmpty { parts.append("in the \(numbers(rule.weekNumbers, "week")) of the year") }
        if !rule.months.isEmpty { parts.append("in \(English.ranges(rule.months.values) { English.months[$0 - 1] })") }
        if parts.isEmpty {
            switch rule.frequency {
            case .weekly: parts.append("on \(English.weekdays[start.date.weekday])")
            case .monthly: parts.append("on the \(English.ordinal(start.day))")
            case .yearly: parts.append("on \(English.months[start.month - 1]) \(start.day)")
            default: break
            }
        }
        return parts
    }

    private func numbers(_ numbers: [Int], _ unit: String) -> String {
        "\(English.list(numbers.map(English.ordinal))) \(unit)"
    }

    private var times: [String] {
        if rule.isAboutDays { return ["at \(RecurrenceDescription.time(start))"] }
        var parts: [String] = []
        if !rule.hours.isEmpty { parts.append("in hour \(English.ranges(rule.hours.values) { "\($0)" })") }
        if !rule.minutes.isEmpty { parts.append("at minute \(English.ranges(rule.minutes.values) { "\($0)" })") }
        if !rule.seconds.isEmpty { parts.append("at second \(English.ranges(rule.seconds.values) { "\($0)" })") }
        return parts
    }
}
