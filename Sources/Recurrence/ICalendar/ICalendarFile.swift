public import Timekeeping

/// The events of an iCalendar file (RFC 5545).
///
/// The reader tolerates variations of real files: any folding and line ends, unknown properties, components other than
/// events, times without `VALUE`. An event that it can't read is left out, and its error names the line.
public struct ICalendarFile: Sendable {
    /// `X-WR-CALNAME`, or `NAME`.
    public private(set) var name: String?
    /// In the order of the file.
    public private(set) var events: [ICalendarEvent] = []
    /// The errors, in the order of the file.
    public private(set) var errors: [ICalendarError] = []

    /// The maximum number of events of a file.
    public static let maximumEvents = 10_000

    /// - Parameters:
    /// - bytes: the bytes of the file.
    /// - zone: returns the zone of a `TZID`.
    public init(
        reading bytes: some Collection<UInt8>, zone: @escaping (String) -> Zone? = { Zone(identifier: $0) }
    ) {
        var reader = ICalendarReader(zoneNamed: zone)
        reader.read(bytes)
        (name, events, errors) = (reader.name, reader.events, reader.errors)
    }
}

/// Parses a file line by line.
private struct ICalendarReader {
    let zoneNamed: (String) -> Zone?
    var name: String?
    var events: [ICalendarEvent] = []
    var errors: [ICalendarError] = []
    /// The open components, outermost first.
    private var open: [(name: String, line: Int)] = []
    /// The lines of the open event.
    private var eventLines: [ICalendarLine] = []
    /// The zone names that the file defines for its `TZID`s.
    private var locations: [String: String] = [:]
    private var currentTimeZone: String?

    init(zoneNamed: @escaping (String) -> Zone?) {
        self.zoneNamed = zoneNamed
    }

    mutating func read(_ bytes: some Collection<UInt8>) {
        let lines = ICalendarLine.unfolding(bytes)
        guard lines.contains(where: { $0.text.uppercased().hasPrefix("BEGIN:VCALENDAR") }) else {
            errors.append(ICalendarError(line: 1, "expected BEGIN:VCALENDAR: this is not an iCalendar file"))
            return
        }
        // Zones may come after the events that use them.
        findLocations(lines)
        for (text, number) in lines {
            guard let line = ICalendarLine(text, number: number) else {
                if text.contains(where: { $0 != " " && $0 != "\t" }) {
                    errors.append(ICalendarError(line: number, "expected NAME:value; found \(Self.excerpt(text))"))
                }
                continue
            }
            read(line)
            if events.count > ICalendarFile.maximumEvents {
                events.removeLast()
                errors.append(
                    ICalendarError(line: number, "has more than \(ICalendarFile.maximumEvents) events"))
                return
            }
        }
        for component in open {
            errors.append(ICalendarError(line: component.line, "BEGIN:\(component.name) has no END"))
        }
    }

    private mutating func findLocations(_ lines: [(text: String, number: Int)]) {
        var identifier: String?
        for (text, number) in lines {
            let start = text.prefix(16).uppercased()
            guard start.hasPrefix("TZID:") || start.hasPrefix("X-LIC-LOCATION:") || start.hasPrefix("END:VTIMEZONE"),
                let line = ICalendarLine(text, number: number)
            else { continue }
            switch line.name {
            case "TZID": identifier = line.text
            case "X-LIC-LOCATION": if let identifier { locations[identifier] = line.text }
            default: identifier = nil
            }
        }
    }

    private mutating func read(_ line: ICalendarLine) {
        switch line.name {
        case "BEGIN":
            let component = line.value.trimmed.uppercased()
            if component == "VEVENT" { eventLines = [] }
            open.append((component, line.number))
        case "END":
            let component = line.value.trimmed.uppercased()
            guard let last = open.last, last.name == component else {
                errors.append(ICalendarError(line: line.number, "END:\(component) has no BEGIN"))
                return
            }
            open.removeLast()
            if component == "VEVENT" { addEvent(at: last.line) }
        default:
            switch open.last?.name {
            case "VEVENT": eventLines.append(line)
            case "VCALENDAR" where line.name == "X-WR-CALNAME" || (line.name == "NAME" && name == nil):
                name = line.text
            default: break
            }
        }
    }

    private mutating func addEvent(at number: Int) {
        do {
            if let event = try event(at: number) { events.append(event) }
        } catch {
            errors.append(error)
        }
        eventLines = []
    }

    private func event(at number: Int) throws(ICalendarError) -> ICalendarEvent? {
        guard let first = eventLines.first(where: { $0.name == "DTSTART" }) else {
            throw ICalendarError(line: number, "the event has no DTSTART")
        }
        var event = ICalendarEvent(line: number, start: try time(first))
        for line in eventLines {
            switch line.name {
            case "UID": event.uid = line.text
            case "SUMMARY": event.summary = line.text
            case "DESCRIPTION": event.description = line.text
            case "STATUS": event.isCancelled = line.value.trimmed.uppercased() == "CANCELLED"
            case "DTEND":
                let end = try time(line)
                guard end.isDay == event.start.isDay else {
                    throw ICalendarError(
                        line: line.number, "DTEND must be a date if DTSTART is a date, and a time if DTSTART is a time")
                }
                event.end = end
            case "DURATION": event.end = try end(line, from: event.start)
            case "RRULE":
                do {
                    _ = try RRuleParser.parse(String(line.value.trimmed))
                } catch {
                    throw ICalendarError(line: line.number, "RRULE, column \(error.column): \(error.message)")
                }
                event.rules.append(.init(text: String(line.value.trimmed), line: line.number))
            case "EXRULE":
                throw ICalendarError(line: line.number, "EXRULE is no longer part of iCalendar: use EXDATE")
            case "EXDATE": event.exceptions += try times(line)
            case "RDATE": event.additions += try times(line)
            case "RECURRENCE-ID":
                if let range = line.parameters["RANGE"] {
                    throw ICalendarError(line: line.number, "RECURRENCE-ID with RANGE=\(range) is not supported")
                }
                event.recurrenceID = try time(line)
            default: break
            }
        }
        if let end = event.end, end.instant(in: .utc) < event.start.instant(in: .utc) {
            throw ICalendarError(line: number, "the event ends before it begins")
        }
        return event
    }

    private func end(_ line: ICalendarLine, from start: ICalendarTime) throws(ICalendarError) -> ICalendarTime? {
        var text = line.value.trimmed
        if text.first == "+" { text = text.dropFirst() }
        // A length of zero means no length.
        if text.allSatisfy({ "PTWDHMS0".contains($0) }) { return nil }
        do throws(RuleTextError) {
            let duration = try ISODuration(parsing: String(text))
            guard duration.months == 0 else { throw RuleTextError(1, "this duration can't have years or months") }
            return start.advanced(by: duration.milliseconds)
        } catch {
            throw ICalendarError(line: line.number, "DURATION: \(error.message)")
        }
    }

    private func times(_ line: ICalendarLine) throws(ICalendarError) -> [ICalendarTime] {
        var times: [ICalendarTime] = []
        for part in line.value.split(separator: ",") { times.append(try time(part, of: line)) }
        return times
    }

    private func time(_ line: ICalendarLine) throws(ICalendarError) -> ICalendarTime {
        try time(line.value, of: line)
    }

    private func time(_ text: Substring, of line: ICalendarLine) throws(ICalendarError) -> ICalendarTime {
        var zone: Zone?
        if let identifier = line.parameters["TZID"] {
            zone = self.zone(identifier)
            // A time that ends with Z is UTC, regardless of its TZID.
            guard zone != nil || text.trimmed.last?.lowercased() == "z" else {
                throw ICalendarError(line: line.number, "the zone \(identifier) of \(line.name) is not known")
            }
        }
        let start = text.split(separator: "/", maxSplits: 1).first ?? ""
        guard let time = ICalendarTime(start.trimmed, zone: zone) else {
            throw ICalendarError(
                line: line.number,
                "\(line.name) must be a date or a time such as 20261224 or 20261224T180000Z; found "
                    + Self.excerpt(String(text)))
        }
        return time
    }

    /// The zone of a `TZID`. Some programs write `/program/version/Area/Location`.
    private func zone(_ identifier: String) -> Zone? {
        if let zone = zoneNamed(identifier) { return zone }
        if let location = locations[identifier], let zone = zoneNamed(location) { return zone }
        let parts = identifier.split(separator: "/")
        for count in [3, 2] where parts.count > count {
            if let zone = zoneNamed(parts.suffix(count).joined(separator: "/")) { return zone }
        }
        return nil
    }

    private static func excerpt(_ text: String) -> String {
        let printable = String(text.prefix(40)).unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }
        return "“\(String(String.UnicodeScalarView(printable)))\(text.count > 40 ? "…" : "")”"
    }
}

extension Substring {
    /// The text without white space at its ends.
    fileprivate var trimmed: Substring {
        var text = drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
