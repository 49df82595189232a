public import JSON
import Timekeeping

extension RecurrenceRule {
    /// Writes the rule as a JSON value: a word if it has no options, else an object.
    ///
    /// - Parameter forStorage: whether to write the ends of counts, for ``init(storedText:)``.
    public func write(into json: inout JSONWriter, forStorage: Bool = false) {
        if let frequency { return json.string(frequency.rawValue) }
        json.object { json in
            writeForm(&json, forStorage)
            if let zoneOption { json.field("timezone", zoneOption.identifier) }
            if let startsAt { json.field("starts_at", startsAt) }
            if let until { json.field("until", until) }
            if let count { json.field("count", count) }
            if jitterSeconds > 0 { json.field("jitter_seconds", jitterSeconds) }
            if let gap { json.field("dst_gap", gap.rawValue) }
            if let overlap { json.field("dst_overlap", overlap.rawValue) }
            if let monthEnd { json.field("month_end", monthEnd.rawValue) }
            if !exceptions.isEmpty {
                json.array("except") { json in
                    for exception in exceptions { exception.write(into: &json, forStorage) }
                }
            }
            if let shift { json.field("shift", shift.rawValue) }
            workingDays?.write(into: &json)
            if forStorage, let end { json.field("ends", Int(end.milliseconds)) }
            if forStorage, !seriesEnds.isEmpty {
                json.array("series_ends") { json in
                    for end in seriesEnds { json.int(Int(end.milliseconds)) }
                }
            }
        }
    }

    /// The form in the database: a word or an object. ``init(storedText:)`` reads it.
    public var storedText: String {
        if let frequency { return frequency.rawValue }
        var json = JSONWriter()
        write(into: &json, forStorage: true)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private func writeForm(_ json: inout JSONWriter, _ forStorage: Bool) {
        switch form {
        case .word(let frequency): json.field("word", frequency.rawValue)
        case .cron(let text, let needsBoth):
            json.field("cron", text)
            if needsBoth { json.field("day_match", "and") }
        case .every(let text): json.field("every", text)
        case .rrule(let text): json.field("rrule", text)
        case .systemd(let text): json.field("systemd", text)
        case .calendar(let calendar):
            json.object("calendar") { json in
                for field in CalendarForm.Field.allCases {
                    guard let elements = calendar.fields[field] else { continue }
                    json.key(escaping: field.rawValue)
                    json.array { json in
                        for element in elements {
                            if let number = Int(element) { json.int(number) } else { json.string(element) }
                        }
                    }
                }
            }
        case .at(let times):
            json.array("at") { json in
                for time in times { json.string(time) }
            }
        case .anyOf(let rules):
            json.array("any_of") { json in
                for rule in rules { rule.write(into: &json, forStorage: forStorage) }
            }
        }
    }
}

extension WorkingDayOptions {
    fileprivate func write(into json: inout JSONWriter) {
        json.object("working_days") { json in
            if let weekend {
                json.array("weekend") { json in
                    for day in weekend.values { json.string(Self.dayNames[day]) }
                }
            }
            if calendars.count == 1 {
                json.field("calendar", calendars[0].rawValue)
            } else if !calendars.isEmpty {
                json.array("calendar") { json in
                    for name in calendars { json.string(name.rawValue) }
                }
            }
        }
    }
}

extension RecurrenceRule.Exception {
    fileprivate func write(into json: inout JSONWriter, _ forStorage: Bool) {
        switch self {
        case .time(let text): json.string(text)
        case .span(let from, let to):
            json.object { json in
                json.field("from", from)
                json.field("to", to)
            }
        case .rule(let rule): rule.write(into: &json, forStorage: forStorage)
        case .calendar(let name): json.object { $0.field("calendar", name.rawValue) }
        }
    }
}
