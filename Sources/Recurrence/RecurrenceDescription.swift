import Timekeeping

/// Says in a sentence when a rule is due.
struct RecurrenceDescription {
    let rule: RecurrenceRule
    /// What the rule repeats.
    let anchor: LocalDateTime
    let zone: Zone

    var text: String {
        var text = sentence(rule)
        if usesClocks(rule) { text += " in \((rule.zone ?? zone).identifier)" }
        if let startsAt = rule.startsAt { text += ", from \(startsAt)" }
        if let until = rule.until { text += ", until \(until)" }
        if let count = rule.count { text += ", \(Self.times(count)) in all" }
        if rule.jitterSeconds > 0 { text += ", delayed by up to \(Self.counted(rule.jitterSeconds, "second"))" }
        if !rule.exceptions.isEmpty { text += ", with \(Self.counted(rule.exceptions.count, "exception"))" }
        return text
    }

    private func usesClocks(_ rule: RecurrenceRule) -> Bool {
        switch rule.form {
        case .word(.hourly): false
        case .every(let text): (try? ISODuration(parsing: text)).map { $0.months > 0 } ?? true
        case .anyOf(let rules): rules.contains(where: usesClocks)
        default: true
        }
    }

    private func sentence(_ rule: RecurrenceRule) -> String {
        switch rule.form {
        case .word(let frequency): word(frequency)
        case .every(let text): (try? ISODuration(parsing: text)).map(Self.every) ?? "every \(text)"
        case .cron(let text, _):
            (try? CronParser.parse(text, seed: 0)).map(CalendarDescription.text) ?? "by cron \(text)"
        case .calendar(let form):
            (try? form.rule(seed: 0, anyTime: false, at: "")).map(CalendarDescription.text) ?? "by the calendar"
        case .rrule(let text):
            (try? RRuleParser.parse(text)).map { RRuleDescription(rule: $0, start: anchor).text } ?? "by \(text)"
        case .at(let times): times.count == 1 ? "at \(times[0])" : "at \(times.count) given times"
        case .anyOf(let rules):
            rules.map { RecurrenceDescription(rule: $0, anchor: anchor, zone: zone).plain }.joined(separator: "; and ")
        }
    }

    /// Without the zone.
    private var plain: String { sentence(rule) }

    private func word(_ frequency: Recurrence.Frequency) -> String {
        let time = Self.time(anchor)
        return switch frequency {
        case .hourly: "every hour"
        case .daily: "every day at \(time)"
        case .weekly: "every week on \(English.weekdays[anchor.date.weekday]) at \(time)"
        case .monthly:
            "every month on the \(English.ordinal(anchor.day))\(anchor.day > 28 ? ", or the last day," : "") at \(time)"
        case .yearly: "every year on \(English.months[anchor.month - 1]) \(anchor.day) at \(time)"
        case .weekdays: "on Monday to Friday at \(time)"
        }
    }

    private static func every(_ duration: ISODuration) -> String {
        var parts: [String] = []
        if duration.months >= 12 { parts.append(counted(duration.months / 12, "year")) }
        if duration.months % 12 > 0 { parts.append(counted(duration.months % 12, "month")) }
        var rest = duration.milliseconds
        for (length, unit) in [(604_800_000, "week"), (86_400_000, "day"), (3_600_000, "hour"), (60_000, "minute")]
            as [(Int64, String)]
        {
            let isWhole = unit != "week" || rest % length == 0
            if rest >= length, isWhole {
                parts.append(counted(Int(rest / length), unit))
                rest %= length
            }
        }
        if rest > 0 {
            parts.append(rest % 1000 == 0 ? counted(Int(rest / 1000), "second") : "\(Double(rest) / 1000) seconds")
        }
        if parts.count == 1, parts[0].hasPrefix("1 ") { return "every \(parts[0].dropFirst(2))" }
        return "every \(English.list(parts))"
    }

    static func time(_ local: LocalDateTime) -> String {
        time(Int(local.millisecondOfDay / 1000))
    }

    /// `09:00`, or `09:00:30`.
    static func time(_ second: Int) -> String {
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let minutes = "\(two(second / 3600)):\(two(second / 60 % 60))"
        return second % 60 == 0 ? minutes : "\(minutes):\(two(second % 60))"
    }

    static func counted(_ count: Int, _ unit: String) -> String { "\(count) \(unit)\(count == 1 ? "" : "s")" }

    static func times(_ count: Int) -> String { count == 1 ? "once" : "\(count) times" }
}

extension Recurrence {
    /// When it is due, as a sentence in plain English.
    public var description: String {
        RecurrenceDescription(rule: rule, anchor: localAnchor, zone: zone).text
    }
}
