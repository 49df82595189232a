import JSON
import Timekeeping

/// Makes tasks of the events of an iCalendar file: each runs when its event begins.
struct CalendarImport: Sendable {
    var settings: ImportSettings

    /// The properties of events that are read, or that do not matter for a task.
    private static let known: Set<String> = [
        "UID", "DTSTART", "DTEND", "DURATION", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "SUMMARY",
        "DESCRIPTION", "LOCATION", "STATUS", "TRANSP", "CLASS", "PRIORITY", "CATEGORIES", "ORGANIZER", "ATTENDEE",
        "URL",
        "GEO", "RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID", "COLOR", "CONFERENCE", "COMMENT", "CONTACT",
        "IMAGE",
        "RELATED-TO", "REQUEST-STATUS", "RESOURCES", "ATTACH",
    ]

    /// - Parameter file: the name of the file, for messages; `nil` for standard input.
    func reading(_ calendar: CalendarFile, file: String?) -> ImportReading {
        var reading = ImportReading()
        for fault in calendar.faults { reading.warn(place(fault.line, file), "left out: \(fault.message)") }
        let zones = Self.zones(calendar)
        let calendars = calendar.components.filter { $0.name == "VCALENDAR" }
        if calendars.isEmpty {
            reading.warn(file ?? "line 1", "this is not an iCalendar file: it has no BEGIN:VCALENDAR")
        }
        for component in calendars.flatMap(\.components) {
            switch component.name {
            case "VEVENT": add(component, zones, file, to: &reading)
            case "VTIMEZONE": break
            default:
                reading.warn(place(component.line, file), "left out: \(component.name) is not an event")
            }
        }
        return reading
    }

    private func place(_ line: Int, _ file: String?) -> String { file.map { "\($0):\(line)" } ?? "line \(line)" }

    // MARK: - Events

    private func add(
        _ event: CalendarFile.Component, _ zones: [String: Zone], _ file: String?, to reading: inout ImportReading
    ) {
        let place = place(event.line, file)
        let summary = event["SUMMARY"].map { CalendarFile.unescaped($0.value) } ?? ""
        let start = event["DTSTART"]
        let key = event["UID"]?.value ?? ImportNames.hash([summary, start?.value ?? ""])
        if let override = event["RECURRENCE-ID"] {
            return reading.warn(
                self.place(override.line, file),
                "left out: RECURRENCE-ID changes one occurrence of \"\(summary)\"; the occurrence follows the rule")
        }
        if event["STATUS"]?.value.uppercased() == "CANCELLED" {
            return reading.addRemark(place, "left out: \"\(summary)\" is cancelled")
        }
        guard let start else { return settings.leaveOut(place, key: key, "it has no DTSTART", in: &reading) }
        let named: Zone?
        do {
            named = try zone(start, zones)
        } catch {
            return settings.leaveOut(self.place(start.line, file), key: key, error.message, in: &reading)
        }
        if event.components.contains(where: { $0.name == "VALARM" }) {
            reading.addRemark(place, "VALARM is left out: the task runs when the event begins")
        }
        for property in event.properties where !Self.known.contains(property.name) && !property.name.hasPrefix("X-") {
            reading.addRemark(self.place(property.line, file), "\(property.name) is left out")
        }
        var entry = ImportSettings.Entry(
            place: place, label: summary, key: key, action: "ics", payload: payload(event, summary))
        entry.zone = named
        let repeats = ["RRULE", "RDATE"].contains { event[$0] != nil }
        if repeats {
            do {
                entry.recurrence = ["rrule": .string(try lines(event, zones, named))]
            } catch {
                return settings.leaveOut(place, key: key, error.message, in: &reading)
            }
        } else {
            guard let moment = Self.rfc3339(start.value) else {
                return settings.leaveOut(
                    self.place(start.line, file), key: key, "DTSTART \"\(start.value)\" is not a time", in: &reading)
            }
            entry.runAt = moment
        }
        settings.add(entry, to: &reading)
    }

    private func payload(_ event: CalendarFile.Component, _ summary: String) -> JSONValue {
        var payload: JSONValue = ["summary": .string(summary)]
        for (name, key) in [("DESCRIPTION", "description"), ("LOCATION", "location"), ("URL", "url"), ("UID", "uid")] {
            if let property = event[name] { payload[key] = .string(CalendarFile.unescaped(property.value)) }
        }
        return payload
    }

    /// The lines that define the times of an event, with IANA names for zones.
    private func lines(
        _ event: CalendarFile.Component, _ zones: [String: Zone], _ start: Zone?
    ) throws(ZoneFault) -> String {
        var lines: [String] = []
        for name in ["DTSTART", "RRULE", "EXRULE", "RDATE", "EXDATE"] {
            for property in event.all(name) {
                var head = name
                if let value = property.parameters["VALUE"]?.uppercased(), value != "DATE-TIME" {
                    head += ";VALUE=\(value)"
                }
                if let zone = try zone(property, zones), zone != .utc || !property.value.hasSuffix("Z") {
                    head += ";TZID=\(zone.identifier)"
                }
                lines.append("\(head):\(property.value)")
            }
        }
        return lines.joined(separator: "\n")
    }

    // MARK: - Times

    struct ZoneFault: Error {
        var message: String
    }

    /// The zone of a time; `nil` for a floating time or a day: they are in the zone of `--tz`.
    private func zone(_ property: CalendarFile.Property, _ zones: [String: Zone]) throws(ZoneFault) -> Zone? {
        guard let name = property.parameters["TZID"] else { return property.value.hasSuffix("Z") ? .utc : nil }
        guard let zone = zones[name] ?? Self.zone(named: name) else {
            throw ZoneFault(message: "TZID \"\(name)\" is not a known zone, and its VTIMEZONE names none")
        }
        return zone
    }

    /// The zones that the file defines, by name.
    private static func zones(_ calendar: CalendarFile) -> [String: Zone] {
        var zones: [String: Zone] = [:]
        for component in calendar.components.flatMap(\.components) where component.name == "VTIMEZONE" {
            guard let id = component["TZID"]?.value else { continue }
            let names = [component["X-LIC-LOCATION"]?.value, id, component["TZURL"]?.value]
            zones[id] = names.compactMap { $0 }.lazy.compactMap(zone(named:)).first ?? fixed(component)
        }
        return zones
    }

    /// The zone of a name. Some programs put a prefix before it: `/freeassociation.sourceforge.net/Europe/Berlin`, or a
    /// URL.
    private static func zone(named name: String) -> Zone? {
        if let zone = Zone(identifier: name) { return zone }
        let parts = name.split(separator: "/").map { $0.hasSuffix(".ics") ? $0.dropLast(4) : $0 }
        for count in [3, 2] where parts.count > count {
            if let zone = Zone(identifier: parts.suffix(count).joined(separator: "/")) { return zone }
        }
        return nil
    }

    /// The zone for a definition whose offset never changes and is a whole number of hours.
    private static func fixed(_ zone: CalendarFile.Component) -> Zone? {
        let offsets = Set(zone.components.compactMap { $0["TZOFFSETTO"]?.value })
        guard offsets.count == 1, let offset = offsets.first, offset.count >= 5,
            offset.dropFirst(3).allSatisfy({ $0 == "0" }),
            let hours = Int(offset.prefix(3))
        else { return nil }
        // These names have the sign of POSIX: Etc/GMT-1 is an hour ahead of UTC.
        return hours == 0 ? .utc : Zone(identifier: "Etc/GMT\(hours > 0 ? "-" : "+")\(abs(hours))")
    }

    /// Converts `20260110T090000Z`, `20260110T090000` and `20260110` to RFC 3339.
    static func rfc3339(_ text: String) -> String? {
        let digits = Array(text.filter { $0.isASCII && $0.isNumber })
        let isDay = text.count == 8 && digits.count == 8
        guard isDay || digits.count == 14 && [15, 16].contains(text.count) && text.dropFirst(8).first == "T",
            text.count != 16 || text.hasSuffix("Z")
        else { return nil }
        let date = "\(String(digits[0..<4]))-\(String(digits[4..<6]))-\(String(digits[6..<8]))"
        guard !isDay else { return "\(date)T00:00:00" }
        let time = "\(String(digits[8..<10])):\(String(digits[10..<12])):\(String(digits[12..<14]))"
        return "\(date)T\(time)\(text.hasSuffix("Z") ? "Z" : "")"
    }
}
