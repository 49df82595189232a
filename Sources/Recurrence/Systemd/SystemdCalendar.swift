import Timekeeping

/// A calendar event of systemd.time(7), as in `OnCalendar=`: `Mon..Fri *-*-* 09:00:00 Europe/Berlin`.
struct SystemdCalendar: Hashable, Sendable {
    var rule: CalendarRule
    var zone: Zone?
    /// Whether the text has a time of day; otherwise it is midnight.
    var hasTime: Bool
    var hasSeconds: Bool

    private static let shorthands = [
        "minutely": "*-*-* *:*:00", "hourly": "*-*-* *:00:00", "daily": "*-*-* 00:00:00",
        "weekly": "Mon *-*-* 00:00:00", "monthly": "*-*-01 00:00:00", "quarterly": "*-01,04,07,10-01 00:00:00",
        "semiannually": "*-01,07-01 00:00:00", "semi-annually": "*-01,07-01 00:00:00",
        "biannually": "*-01,07-01 00:00:00", "bi-annually": "*-01,07-01 00:00:00", "yearly": "*-01-01 00:00:00",
        "annually": "*-01-01 00:00:00", "anually": "*-01-01 00:00:00",
    ]

    static func parse(_ text: String) throws(RuleTextError) -> SystemdCalendar {
        var fields = try TextScanner(text).fields
        guard let first = fields.first else { throw RuleTextError(1, expected) }
        var zone: Zone?
        if fields.count > 1, let last = fields.last, isZoneName(last.text) {
            zone = Zone(identifier: last.text.uppercased() == "UTC" ? "UTC" : last.text)
            guard zone != nil else {
                throw RuleTextError(last.column, "the zone \(ZoneName.problem(with: last.text))")
            }
            fields.removeLast()
        }
        if fields.count == 1, first.text.hasPrefix("@") {
            guard let second = Int64(first.text.dropFirst()), 0..<7_258_118_400 ~= second else {
                throw RuleTextError(first.column, "expected seconds since 1970 after @, before the year 2200")
            }
            return SystemdCalendar(
                rule: CalendarRule(LocalDateTime(milliseconds: second * 1000)), zone: .utc, hasTime: true,
                hasSeconds: true)
        }
        if fields.count == 1, let shorthand = shorthands[first.text.lowercased()] {
            var parser = try SystemdCalendarParser(shorthand)
            var event = try parser.event(to: shorthand.utf8.count + 1)
            event.zone = zone
            return event
        }
        let end = fields.last.map { $0.column + $0.text.utf8.count } ?? 1
        var parser = try SystemdCalendarParser(text)
        var event = try parser.event(to: end)
        event.zone = zone
        return event
    }

    static let expected =
        "expected a calendar event such as Mon..Fri *-*-* 09:00:00, or minutely, hourly, daily, weekly, monthly, "
        + "quarterly, semiannually or yearly"

    /// The zone at the end of a text; `nil` if there is none or it is unknown.
    static func zone(of text: String) -> Zone? { (try? parse(text))?.zone }

    /// Whether the letters at the end of a text are not days of the week.
    private static func isZoneName(_ text: String) -> Bool {
        guard let first = text.first, first.isASCII, first.isLetter else { return text.first == "+" }
        let letters = text.prefix { $0.isASCII && $0.isLetter }
        return FieldSpec.dayOfWeek.value(of: letters.uppercased()) == nil && shorthands[text.lowercased()] == nil
    }
}

extension CalendarRule {
    /// A rule that matches one second.
    fileprivate init(_ time: LocalDateTime) {
        var days = DayFields()
        (days.days, days.anyDay, days.weekdays) = (BitMask([time.day]), false, BitMask(0...6))
        self.init(
            times: TimesOfDay(
                hours: BitMask([time.hour]), minutes: BitMask([time.minute]), seconds: BitMask([time.second])),
            days: days, months: BitMask([time.month]), years: [time.year])
    }
}
