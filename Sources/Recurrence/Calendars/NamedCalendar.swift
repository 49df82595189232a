public import JSON
import Timekeeping

/// A calendar: named days and times that rules can exclude.
///
/// It is parsed once, and applies in every zone: a day is a day in the zone of the rule that uses it.
public struct NamedCalendar: Hashable, Sendable {
    /// Days, and events at times without a zone.
    var spans = LocalSpans()
    /// Events at times with a zone.
    var instants: [Range<Timestamp>] = []
    /// Recurring events.
    var series: [CalendarSeries] = []
    /// All other entries, as in a rule's `except`.
    var others: [RecurrenceRule.Exception] = []

    /// The maximum number of entries of a list.
    public static let maximumEntries = 10_000
    /// The maximum number of recurring events of a file: each is checked for each occurrence.
    public static let maximumSeries = 500
    /// The maximum number of entries of a list that are neither days nor spans of days: they are parsed for each task.
    private static let maximumOthers = 1000

    /// Creates an empty calendar.
    public init() {}

    /// Reads a list of exceptions as in `except`, without names of calendars.
    ///
    /// - Throws: ``RecurrenceError``; `JSONError` if the text is not JSON.
    public init(entries: RawJSON) throws {
        // An empty list is a valid calendar.
        if entries.bytes.allSatisfy("[] \t\r\n".utf8.contains) { return }
        var reader = try JSONReader(entries.bytes)
        let list = try RecurrenceRule.exceptions(reading: &reader, limit: Self.maximumEntries)
        var days: [Range<Int64>] = []
        var indexes: [Int] = []
        for (index, entry) in list.enumerated() {
            let here = "/\(index)"
            switch entry {
            case .time(let text):
                if let day = try TimeText.day(text, at: here) {
                    days.append(LocalSpans.days(day.date))
                    continue
                }
            case .span(let from, let to):
                if let start = try TimeText.day(from, at: here + "/from"),
                    let end = try TimeText.day(to, at: here + "/to")
                {
                    guard start < end else { throw RecurrenceError("must be later than from", at: here + "/to") }
                    days.append(start.milliseconds..<end.milliseconds)
                    continue
                }
            case .calendar: throw RecurrenceError("a calendar can't name another", at: here)
            case .rule(let rule):
                guard rule.calendarNames.isEmpty else {
                    throw RecurrenceError("a calendar can't name another", at: here)
                }
                if rule.needsAnchor, rule.startsAt == nil {
                    throw RecurrenceError(
                        "needs starts_at in a calendar: there is no other time to repeat", at: here)
                }
            }
            others.append(entry)
            indexes.append(index)
            guard others.count <= Self.maximumOthers else {
                throw RecurrenceError("has at most \(Self.maximumOthers) entries that are not days", at: here)
            }
        }
        spans = LocalSpans(days)
        try check(indexes)
    }

    /// Checks that the entries that are still texts are valid.
    ///
    /// - Parameter indexes: the indexes of ``others`` in the list, for errors.
    private func check(_ indexes: [Int]) throws(RecurrenceError) {
        let compiler = RecurrenceCompiler(
            anchor: Timestamp(milliseconds: 0), localAnchor: LocalDateTime(milliseconds: 0), zone: .utc, seed: 0)
        var rules = 0
        for (entry, index) in zip(others, indexes) {
            if case .rule = entry { rules += 1 }
            guard rules <= RecurrenceRule.maximumMembers else {
                throw RecurrenceError("has at most \(RecurrenceRule.maximumMembers) rules", at: "/\(index)")
            }
            var single = self
            single.others = [entry]
            do {
                _ = try compiler.exceptions(of: single, in: .utc, at: "")
            } catch {
                // The error is in this one entry.
                let inner = error.pointer.split(separator: "/").dropFirst().map { "/" + $0 }.joined()
                throw RecurrenceError(error.message, at: "/\(index)\(inner)", column: error.column)
            }
        }
    }

    // MARK: - iCalendar

    /// Reads an iCalendar file: its events are the excluded times.
    ///
    /// - Throws: an error for the first line that can't be read: a holiday must not be dropped silently.
    public init(iCalendar bytes: some Collection<UInt8>) throws(ICalendarError) {
        let file = ICalendarFile(reading: bytes)
        if let error = file.errors.first { throw error }
        var overrides: [String: [ICalendarTime]] = [:]
        for event in file.events {
            if let uid = event.uid, let time = event.recurrenceID { overrides[uid, default: []].append(time) }
        }
        var local: [Range<Int64>] = []
        for event in file.events where !event.isCancelled {
            let exceptions = event.exceptions + (event.recurrenceID == nil ? overrides[event.uid ?? ""] ?? [] : [])
            let length = Self.length(of: event)
            let zone = event.start.zone
            let left = Set(exceptions.map { Self.local($0, in: zone) })
            for start in [event.start] + event.additions where !left.contains(Self.local(start, in: zone)) {
                if let startZone = start.zone {
                    let instant = start.instant(in: startZone)
                    instants.append(instant..<instant + .milliseconds(length))
                } else {
                    local.append(start.local.milliseconds..<start.local.milliseconds + length)
                }
            }
            for rule in event.rules {
                guard series.count < Self.maximumSeries else {
                    throw ICalendarError(line: rule.line, "has more than \(Self.maximumSeries) recurring events")
                }
                do {
                    var series = try CalendarSeries(
                        try RRuleParser.parse(rule.text), start: event.start.local, zone: zone, length: length)
                    series.exceptions = left
                    self.series.append(series)
                } catch {
                    throw ICalendarError(line: rule.line, "RRULE: \(error.message)")
                }
            }
        }
        spans = LocalSpans(local)
        if spans.isEmpty, instants.isEmpty, series.isEmpty {
            throw ICalendarError(line: 1, "the file has no events")
        }
    }

    /// The length of an event in milliseconds: one day for a day without an end (RFC 5545, section 3.6.1), and zero for
    /// a time without an end.
    private static func length(of event: ICalendarEvent) -> Int64 {
        guard let end = event.end else { return event.start.isDay ? LocalDateTime.millisecondsPerDay : 1 }
        let shortest = event.start.isDay ? LocalDateTime.millisecondsPerDay : 1
        if event.start.zone != nil, event.start.zone != end.zone {
            return max(shortest, end.instant(in: .utc).milliseconds - event.start.instant(in: .utc).milliseconds)
        }
        return max(shortest, end.local.milliseconds - event.start.local.milliseconds)
    }

    private static func local(_ time: ICalendarTime, in zone: Zone?) -> LocalDateTime {
        guard let zone, time.zone != nil, time.zone != zone else { return time.local }
        return zone.local(of: time.instant(in: zone))
    }
}

extension RecurrenceRule {
    /// The calendars that the rule and its parts name.
    public var calendarNames: Set<CalendarName> {
        var names: Set<CalendarName> = []
        if case .anyOf(let rules) = form {
            for rule in rules { names.formUnion(rule.calendarNames) }
        }
        for exception in exceptions {
            switch exception {
            case .calendar(let name): names.insert(name)
            case .rule(let rule): names.formUnion(rule.calendarNames)
            case .time, .span: break
            }
        }
        names.formUnion(workingDays?.calendars ?? [])
        return names
    }

    /// Whether its times do not depend on the anchor, so that it also has times before the anchor.
    public var isIndependentOfAnchor: Bool {
        guard startsAt == nil, count == nil else { return false }
        switch form {
        case .cron(let text, _): return !CronText.isInterval(text)
        case .systemd, .calendar, .at: return true
        case .anyOf(let rules): return rules.allSatisfy(\.isIndependentOfAnchor)
        case .word, .every, .rrule: return false
        }
    }

    /// Whether it needs an anchor to repeat.
    var needsAnchor: Bool {
        switch form {
        case .word, .every: true
        case .cron(let text, _): CronText.isInterval(text)
        case .anyOf(let rules): rules.contains(where: \.needsAnchor)
        case .systemd, .rrule, .calendar, .at: false
        }
    }
}

/// The name of a calendar: 1 to 100 ASCII letters, digits, `.`, `_` or `-`.
public struct CalendarName: Hashable, Sendable, Comparable, CustomStringConvertible {
    public static let maximumLength = 100
    /// What is expected, for errors.
    public static let expectation = "must be 1 to \(maximumLength) letters, digits, '.', '_' or '-'"

    public let rawValue: String

    /// - Returns: `nil` if the text is not such a name.
    public init?(_ text: String) {
        guard 1...Self.maximumLength ~= text.utf8.count, text.utf8.allSatisfy(Self.isAllowed) else { return nil }
        rawValue = text
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    public var description: String { rawValue }

    public static func < (left: CalendarName, right: CalendarName) -> Bool { left.rawValue < right.rawValue }
}

/// The calendars that rules name. A rule contains only the names, so that it follows changes of the calendars.
public struct CalendarBook: Hashable, Sendable {
    private var calendars: [CalendarName: NamedCalendar]

    public init(_ calendars: [CalendarName: NamedCalendar] = [:]) {
        self.calendars = calendars
    }

    public subscript(name: CalendarName) -> NamedCalendar? {
        get { calendars[name] }
        set { calendars[name] = newValue }
    }

    /// - Throws: an error with the name if there is no such calendar.
    func calendar(_ name: CalendarName, at pointer: String) throws(RecurrenceError) -> NamedCalendar {
        guard let calendar = calendars[name] else {
            throw RecurrenceError("there is no calendar \(name): create it with PUT /calendars/\(name)", at: pointer)
        }
        return calendar
    }
}
