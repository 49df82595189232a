import Timekeeping

extension RecurrenceRule.Form {
    /// The name of its field.
    var name: String {
        switch self {
        case .word: "word"
        case .cron: "cron"
        case .every: "every"
        case .rrule: "rrule"
        case .systemd: "systemd"
        case .calendar: "calendar"
        case .at: "at"
        case .anyOf: "any_of"
        }
    }

    /// Whose clocks count by its text; nil if it does not say, or can't be read.
    var zone: Zone? {
        switch self {
        case .cron(let text, _): CronText.zone(of: text)
        case .rrule(let text): RecurrenceSetParser.zone(of: text)
        case .systemd(let text): SystemdCalendar.zone(of: text)
        default: nil
        }
    }
}
