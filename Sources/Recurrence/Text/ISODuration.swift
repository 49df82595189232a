public import Timekeeping

/// An ISO 8601 duration: `PT15M`, `P1Y2M10DT2H30M`, `P2W`.
public struct ISODuration: Hashable, Sendable {
    /// Years and months, in months.
    var months = 0
    /// All other parts, in milliseconds.
    var milliseconds: Int64 = 0

    init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// The maximum: a thousand years.
    private static let maximumMonths = 12_000
    static let maximumMilliseconds: Int64 = 366_000 * 86_400_000

    /// Parses a duration. The last part may have a fraction, unless it is years or months.
    ///
    /// - Throws: if the text is malformed, or the duration is zero or longer than a thousand years.
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
        guard months > 0 || milliseconds > 0 else { throw RuleTextError(1, "a duration must be longer than zero") }
        guard months <= Self.maximumMonths, milliseconds <= Self.maximumMilliseconds else {
            throw RuleTextError(1, "a duration may be at most a thousand years long")
        }
    }

    /// The instant that is later than another by a duration. Years and months are added in the zone's calendar; if the
    /// month is too short for the day, its last day is used.
    ///
    /// - Throws: if the text is not a duration.
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
            guard fraction.scale == 1 else { throw RuleTextError(column, "years and months can't have a fraction") }
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

/// Parses times in rules: RFC 3339 with an offset, or local without one; some may also be a day.
enum TimeText {
    /// - Throws: if the text is not a time.
    static func instant(_ text: String, in zone: Zone, at pointer: String) throws(RecurrenceError) -> Timestamp {
        do {
            return try Timestamp(rfc3339: text)
        } catch  where error.code == .missingOffset {
            return zone.instant(of: try local(text, at: pointer))
        } catch {
            throw RecurrenceError(error.message, at: pointer)
        }
    }

    static func local(_ text: String, at pointer: String) throws(RecurrenceError) -> LocalDateTime {
        do {
            return try LocalDateTime(parsing: text)
        } catch {
            throw RecurrenceError(error.message, at: pointer)
        }
    }

    /// Parses a day such as `2026-12-24`; `nil` if the text has another length.
    static func day(_ text: String, at pointer: String) throws(RecurrenceError) -> LocalDateTime? {
        guard text.utf8.count == 10 else { return nil }
        return try local(text + "T00:00:00", at: pointer)
    }

    /// The span of a day or a time; its end is not included.
    static func span(_ text: String, in zone: Zone, at pointer: String) throws(RecurrenceError) -> Range<Timestamp> {
        if let day = try day(text, at: pointer) {
            let next = LocalDateTime(milliseconds: day.milliseconds + LocalDateTime.millisecondsPerDay)
            return zone.instant(of: day)..<max(zone.instant(of: day), zone.instant(of: next))
        }
        let instant = try instant(text, in: zone, at: pointer)
        return instant..<instant + .milliseconds(1)
    }
}
