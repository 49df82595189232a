public import Timekeeping

/// A duration as ISO 8601 writes it: `PT15M`, `P1Y2M10DT2H30M`, `P2W`.
public struct ISODuration: Hashable, Sendable {
    /// Years and months, in months.
    var months = 0
    /// Everything shorter, in milliseconds.
    var milliseconds: Int64 = 0

    init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// The longest that is taken: a thousand years.
    private static let maximumMonths = 12_000
    static let maximumMilliseconds: Int64 = 366_000 * 86_400_000

    /// - Throws: where the text is no duration, or one of nothing, or over a thousand years. The last part may have a
    ///   fraction, unless it is of years or months.
    init(parsing text: String) throws(RuleTextError) {
        var scanner = try TextScanner(text)
        let example = "expected an ISO 8601 duration such as PT15M or P1M"
        guard scanner.take("P") || scanner.take("p") else { throw RuleTextError(1, example) }
        var units = "YMWD"[...]
        var isTime = false
        var hasFraction = false
        while !scanner.isAtEnd {
            if !isTime, scanner.take("T") || scanner.take("t") {
                (units, isTime) = ("HMS", true)
                guard !scanner.isAtEnd else {
                    throw RuleTextError(scanner.column, "expected hours, minutes or seconds after T")
                }
                continue
            }
            let column = scanner.column
            guard !hasFraction else { throw RuleTextError(column, "only the last part may have a fraction") }
            guard let number = scanner.takeNumber() else {
                throw RuleTextError(column, "\(example); found \(scanner.found)")
            }
            var fraction: (value: Int, scale: Int64) = (0, 1)
            if scanner.take(".") || scanner.take(",") {
                let start = scanner.position
                guard let digits = scanner.takeNumber() else {
                    throw RuleTextError(scanner.column, "expected digits after the point")
                }
                hasFraction = true
                fraction.value = digits
                for _ in start..<scanner.position { fraction.scale *= 10 }
            }
            let unitColumn = scanner.column
            guard let letter = scanner.takeLetters(atMost: 1).first, let index = units.firstIndex(of: letter) else {
                throw RuleTextError(
                    unitColumn,
                    "expected one of the units \(units.map(String.init).joined(separator: ", ")), in this order")
            }
            units = units[units.index(after: index)...]
            try add(number, fraction, letter, isTime: isTime, column: column)
        }
        guard months > 0 || milliseconds > 0 else { throw RuleTextError(1, "a duration must be longer than nothing") }
        guard months <= Self.maximumMonths, milliseconds <= Self.maximumMilliseconds else {
            throw RuleTextError(1, "a duration may be a thousand years long")
        }
    }

    /// The instant that is later than another by a duration; its years and months are those of the zone's calendar, and
    /// a day that a month does not have is its last.
    ///
    /// - Throws: where the text is no duration.
    public static func instant(
        _ text: String, after instant: Timestamp, in zone: Zone
    ) throws(RecurrenceError) -> Timestamp {
        do {
            let duration = try ISODuration(parsing: text)
            var result = instant
            if duration.months > 0 {
                let local = zone.local(of: instant)
                let (year, month) = local.date.month(after: duration.months)
                let day = min(local.day, CivilDate.daysInMonth(month, ofYear: year))
                guard let date = CivilDate(year: year, month: month, day: day) else { return .latest }
                result = zone.instant(of: LocalDateTime(date: date, millisecondOfDay: local.millisecondOfDay))
            }
            return result + .milliseconds(duration.milliseconds)
        } catch {
            throw RecurrenceError(error, at: "")
        }
    }

    private mutating func add(
        _ number: Int, _ fraction: (value: Int, scale: Int64), _ unit: Character, isTime: Bool, column: Int
    ) throws(RuleTextError) {
        let length: Int64
        switch (unit, isTime) {
        case ("Y", _), ("M", false):
            guard fraction.scale == 1 else { throw RuleTextError(column, "years and months have no fraction") }
            months += number * (unit == "Y" ? 12 : 1)
            return
        case ("W", _): length = 7 * 86_400_000
        case ("D", _): length = 86_400_000
        case ("H", _): length = 3_600_000
        case ("M", true): length = 60_000
        default: length = 1000
        }
        // Nine digits of weeks, and of their fraction, stay below 2^63.
        milliseconds += Int64(number) * length + Int64(fraction.value) * length / fraction.scale
    }
}
