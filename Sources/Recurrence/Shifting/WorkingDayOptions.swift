/// What a rule says about which days are working days. It has names of calendars still; see ``WorkingDays``.
struct WorkingDayOptions: Hashable, Sendable {
    /// 0 is Monday. `nil` if it does not say: Saturday and Sunday.
    var weekend: BitMask?
    /// The calendars whose days are not working days, either.
    var calendars: [CalendarName] = []

    static let standardWeekend = BitMask([5, 6])
    static let maximumCalendars = 16

    /// How days of the week are written, from Monday on.
    static let dayNames = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]

    /// A day of the week by its short or its whole name, in any case.
    static func weekday(named text: String) -> Int? {
        let text = text.uppercased()
        return dayNames.firstIndex(of: text) ?? English.weekdays.firstIndex { $0.uppercased() == text }
    }
}
