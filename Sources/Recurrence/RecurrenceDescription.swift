import Timekeeping

/// Describes a rule in an English sentence.
struct RecurrenceDescription {
    let rule: RecurrenceRule
    /// The local time that the rule repeats.
    let anchor: LocalDateTime
    let zone: Zone
    /// The seed for `H` and `~`.
    var seed: UInt64 = 0

    var text: String {
        var text = sentence(rule)
        if usesClocks(rule) { text += " in \((rule.zone ?? zone).identifier)" }
        if let startsAt = rule.startsAt { text += ", from \(startsAt)" }
        if let until = rule.until { text += ", until \(until)" }
        if let count = rule.count { text += ", \(Self.times(count)) in all" }
        if let shift = rule.shift { text += Self.shift(shift, rule.workingDays ?? WorkingDayOptions()) }
        if rule.jitterSeconds > 0 { text += ", delayed by up to \(Self.counted(rule.jitterSeconds, "second"))" }
        let exceptions = rule.exceptions.count + exceptionsInText
        if exceptions > 0 { text += ", with \(Self.counted(exceptions, "exception"))" }
        return text
    }

    /// The number of exceptions in the lines of a recurrence.
    private var exceptionsInText: Int {
        guard case .rrule(let text) = rule.form, let set = try? RecurrenceSetParser.parse(text) else { return 0 }
        return set.excludedRules.count + set.excludedTimes.count
    }

    private func usesClocks(_ rule: RecurrenceRule) -> Bool {
        switch rule.form {
        case .word(.hourly): false
        case .every(let text): (try? ISODuration(parsing: text)).map { $0.months > 0 } ?? true
        case .cron(let text, _): cron(text).map { if case .interval = $0 { false } else { true } } ?? true
        case .anyOf(let rules): rules.contains(where: usesClocks)
        default: true
        }
    }

    private func sentence(_ rule: RecurrenceRule) -> String {
        switch rule.form {
        case .word(let frequency): word(frequency)
        case .every(let text): (try? ISODuration(parsing: text)).map(Self.every) ?? "every \(text)"
        case .cron(let text, _):
            switch cron(text) {
            case .fields(let rule, _)?: CalendarDescription.text(rule)
            case .interval(let milliseconds)?: Self.every(ISODuration(milliseconds: milliseconds))
            case .once(let time)?: "at \(time.description.prefix(19))"
            case nil: "by cron \(text)"
            }
        case .systemd(let text):
            (try? SystemdCalendar.parse(text)).map { CalendarDescription.text($0.rule) } ?? "by systemd \(text)"
        case .calendar(let form):
            (try? form.rule(seed: seed, anyTime: false, at: "")).map(CalendarDescription.text) ?? "by the calendar"
        case .rrule(let text):
            (try? RecurrenceSetParser.parse(text)).map(sentence) ?? "by \(text)"
        case .at(let times): times.count == 1 ? "at \(times[0])" : "at \(times.count) given times"
        case .anyOf(let rules):
            rules.map { RecurrenceDescription(rule: $0, anchor: anchor, zone: zone, seed: seed).plain }.joined(
                separator: "; and ")
        }
    }

    private func cron(_ text: String) -> CronText.Schedule? { try? CronText.parse(text, seed: seed).schedule }

    private func sentence(_ set: RecurrenceSet) -> String {
        let start = set.start.map { $0.local(in: rule.zone ?? zone) } ?? anchor
        var parts = set.rules.map { RRuleDescription(rule: $0, start: start).text }
        if !set.times.isEmpty { parts.append("at \(Self.counted(set.times.count, "given time"))") }
        return parts.joined(separator: "; and ")
    }

    /// The sentence without the zone.
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

    private static func shift(_ shift: WorkingDayShift, _ days: WorkingDayOptions) -> String {
        let weekend = days.weekend ?? WorkingDayOptions.standardWeekend
        let working = BitMask((0..<7).filter { !weekend.contains($0) })
        var text = ", moved to the \(shift == .next ? "next" : "previous") working day"
        if weekend != WorkingDayOptions.standardWeekend {
            text += " of \(English.ranges(working.values) { English.weekdays[$0] })"
        }
        if !days.calendars.isEmpty { text += " by \(English.list(days.calendars.map(\.rawValue)))" }
        return text
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
    /// The times of the recurrence in an English sentence.
    public var description: String {
        RecurrenceDescription(rule: rule, anchor: localAnchor, zone: zone, seed: seed).text
    }
}

/// Helpers for English texts.
enum English {
    static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// `1st`; `last` and `2nd to last` of negative numbers.
    static func ordinal(_ number: Int) -> String {
        if number == -1 { return "last" }
        if number < 0 { return "\(ordinal(-number)) to last" }
        let suffix =
            switch (number % 100, number % 10) {
            case (11...13, _): "th"
            case (_, 1): "st"
            case (_, 2): "nd"
            case (_, 3): "rd"
            default: "th"
            }
        return "\(number)\(suffix)"
    }

    /// `a, b and c`.
    static func list(_ items: [String], _ conjunction: String = "and") -> String {
        guard items.count > 1, let last = items.last else { return items.first ?? "" }
        return "\(items.dropLast().joined(separator: ", ")) \(conjunction) \(last)"
    }

    /// Lists numbers by name, with ranges for runs of three or more: `Monday to Friday`.
    static func ranges(_ values: [Int], _ name: (Int) -> String) -> String {
        var items: [String] = []
        var index = 0
        while index < values.count {
            var end = index
            while end + 1 < values.count, values[end + 1] == values[end] + 1 { end += 1 }
            if end - index >= 2 {
                items.append("\(name(values[index])) to \(name(values[end]))")
            } else {
                items += values[index...end].map(name)
            }
            index = end + 1
        }
        return list(items)
    }
}
