import TimekeepingTesting

/// Generates random rules.
struct RandomRules {
    var random: SeededGenerator

    mutating func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: 0..<values.count, using: &random)] }

    mutating func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &random) < share }

    mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    mutating func list(_ range: ClosedRange<Int>, atMost limit: Int) -> String {
        (0..<int(1...limit)).map { _ in "\(int(range))" }.joined(separator: ",")
    }

    mutating func signed(_ limit: Int, atMost count: Int) -> String {
        (0..<int(1...count)).map { _ in
            let number = int(1...limit)
            return chance(0.3) ? "-\(number)" : "\(number)"
        }.joined(separator: ",")
    }

    // MARK: - RFC 5545

    static let frequencies = ["SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"]
    private static let days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]

    /// A rule, and the approximate length of its period in seconds.
    mutating func rrule() -> (text: String, period: Int) {
        let index = chance(0.15) ? int(0...2) : int(3...6)
        let frequency = Self.frequencies[index]
        let interval = chance(0.5) ? 1 : int(2...12)
        var parts = ["FREQ=\(frequency)"]
        if interval > 1 { parts.append("INTERVAL=\(interval)") }
        var by: [String] = []
        if chance(0.3) { by.append("BYMONTH=\(list(1...12, atMost: 3))") }
        if frequency == "YEARLY", chance(0.2) { by.append("BYWEEKNO=\(signed(53, atMost: 3))") }
        if frequency == "YEARLY" || index <= 2, chance(0.2) { by.append("BYYEARDAY=\(signed(366, atMost: 4))") }
        if frequency != "WEEKLY", chance(0.3) { by.append("BYMONTHDAY=\(signed(31, atMost: 4))") }
        let hasWeeks = by.contains { $0.hasPrefix("BYWEEKNO") }
        // For a week without a day, the RFC uses the start's day of the week ("information, not contained in the
        // rule"), and dateutil all seven days.
        if hasWeeks || chance(0.4) { by.append("BYDAY=\(weekdays(frequency, hasWeeks: hasWeeks))") }
        if chance(0.25) { by.append("BYHOUR=\(list(0...23, atMost: 3))") }
        if chance(0.2) { by.append("BYMINUTE=\(list(0...59, atMost: 3))") }
        if chance(0.15) { by.append("BYSECOND=\(list(0...59, atMost: 3))") }
        if !by.isEmpty, chance(0.25) { by.append("BYSETPOS=\(signed(chance(0.8) ? 5 : 60, atMost: 3))") }
        if chance(0.3) { by.append("WKST=\(pick(Self.days))") }
        by.shuffle(using: &random)
        parts += by
        if chance(0.15) { parts.append("COUNT=\(int(1...60))") }
        let period = [1, 60, 3600, 86_400, 604_800, 2_629_800, 31_557_600][index]
        return (parts.joined(separator: ";"), period * interval)
    }

    private mutating func weekdays(_ frequency: String, hasWeeks: Bool) -> String {
        // If days with numbers are combined with days without, the RFC selects all of them; dateutil only days that
        // match both.
        let hasNumbers = (frequency == "MONTHLY" || frequency == "YEARLY") && !hasWeeks && chance(0.4)
        return (0..<int(1...4)).map { _ in
            let day = pick(Self.days)
            guard hasNumbers else { return day }
            let limit = frequency == "MONTHLY" ? 5 : 53
            return "\(chance(0.3) ? "-" : "")\(int(1...limit))\(day)"
        }.joined(separator: ",")
    }

    // MARK: - Cron

    private static let names = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
    private static let months = [
        "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
    ]

    /// A cron expression.
    ///
    /// - Parameters:
    /// - wraps: whether ranges may wrap around, such as `FRI-MON`.
    /// - ofMonth: special values for the day of month, used now and then.
    /// - ofWeek: the same for the day of week.
    /// - alone: whether the other day field is `*` next to a special value.
    mutating func cron(
        wraps: Bool, hasSeconds: Bool, ofMonth: [String], ofWeek: [String], alone: Bool = false
    ) -> String {
        var fields: [String] = []
        if hasSeconds { fields.append(field(0...59, wraps: wraps)) }
        fields.append(field(0...59, wraps: wraps))
        fields.append(field(0...23, wraps: wraps))
        let (isSpecial, isSpecialDay) = (chance(0.1), chance(0.12))
        let dayOfMonth = chance(0.4) ? "*" : values(1...31, wraps: wraps)
        fields.append(isSpecial && alone ? "*" : isSpecialDay ? pick(ofMonth) : dayOfMonth)
        fields.append(chance(0.6) ? "*" : chance(0.3) ? pick(Self.months) : field(1...12, wraps: wraps))
        let dayOfWeek = isSpecialDay && alone || chance(0.5) ? "*" : weekday(wraps: wraps)
        fields.append(isSpecial ? pick(ofWeek) : dayOfWeek)
        return fields.joined(separator: " ")
    }

    private mutating func weekday(wraps: Bool) -> String {
        if chance(0.3) { return pick(Self.names) }
        if chance(0.3) {
            var ends = [int(0...6), int(0...6)]
            if !wraps || ends[0] == ends[1] { ends.sort() }
            return ends[0] == ends[1] ? Self.names[ends[0]] : "\(Self.names[ends[0]])-\(Self.names[ends[1]])"
        }
        return values(0...6, wraps: wraps)
    }

    private mutating func field(_ range: ClosedRange<Int>, wraps: Bool) -> String {
        if chance(0.15) { return "*" }
        if chance(0.2) { return "*/\(int(1...(range.count / 2)))" }
        return values(range, wraps: wraps)
    }

    private mutating func values(_ range: ClosedRange<Int>, wraps: Bool) -> String {
        (0..<int(1...3)).map { _ in
            if chance(0.5) { return "\(int(range))" }
            var ends = [int(range), int(range)]
            if !wraps { ends.sort() }
            if ends[0] == ends[1] { return "\(ends[0])" }
            // croniter is off by one if a range that wraps around has a step: 20-4/6 is 20 and 2, and not 20 and 3.
            let step = ends[0] < ends[1] && chance(0.4) ? "/\(int(1...max(1, abs(ends[1] - ends[0]))))" : ""
            return "\(ends[0])-\(ends[1])\(step)"
        }.joined(separator: ",")
    }
}
