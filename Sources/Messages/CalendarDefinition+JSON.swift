public import JSON
public import Recurrence
public import TaskModel
internal import Timekeeping

extension CalendarDefinition {
    func write(into json: inout JSONWriter) {
        json.field("name", name.rawValue)
        switch content {
        case .entries(let entries): json.field("entries", entries)
        case .iCalendar(let text): json.field("icalendar", text)
        }
    }

    init(reading reader: inout JSONReader) throws {
        var name: CalendarName?
        var content: Content?
        try reader.readObject { reader, field in
            switch field {
            case "name": name = CalendarName(try reader.readString())
            case "entries": content = .entries(try reader.readRaw())
            case "icalendar": content = .iCalendar(try reader.readString())
            default: try reader.skipValue()
            }
        }
        self.init(name: try required(name, "name"), content: try required(content, "entries"))
    }

    /// The body of the scheduler's answer: calendars for the API to read rules with.
    public static func encode(_ definitions: [CalendarDefinition]) -> RawJSON {
        RawJSON(
            unchecked: JSONWriter.object(capacity: 4096 * (1 + definitions.count)) { json in
                json.array("calendars") { json in
                    for definition in definitions { json.object { definition.write(into: &$0) } }
                }
            })
    }

    /// - Throws: ``MessageError`` or `JSONError` if the body does not keep to the contract.
    public static func decode(_ body: RawJSON) throws -> [CalendarDefinition] {
        var definitions: [CalendarDefinition] = []
        try JSONReader.readMessage(body.bytes) { reader, field in
            guard field == "calendars" else { return try reader.skipValue() }
            try reader.readArray { definitions.append(try CalendarDefinition(reading: &$0)) }
        }
        return definitions
    }
}

extension StoredCalendar {
    /// As clients see it.
    ///
    /// - Parameter isWhole: whether with what it leaves out.
    func write(into json: inout JSONWriter, isWhole: Bool) {
        if isWhole { definition.write(into: &json) } else { json.field("name", definition.name.rawValue) }
        json.field("tasks", tasks)
        json.field("revision", revision)
        json.field("updated_at", updatedAt)
    }
}

extension ResponseJSON {
    public static func calendar(_ calendar: StoredCalendar) -> RawJSON {
        RawJSON(
            unchecked: JSONWriter.object(capacity: 4096) { json in
                json.object("calendar") { calendar.write(into: &$0, isWhole: true) }
            })
    }

    /// - Parameter next: the name after which the next page begins, if there is one.
    public static func calendars(_ calendars: [StoredCalendar], next: CalendarName?) -> RawJSON {
        RawJSON(
            unchecked: JSONWriter.object(capacity: 128 * (1 + calendars.count)) { json in
                json.array("calendars") { json in
                    for calendar in calendars { json.object { calendar.write(into: &$0, isWhole: false) } }
                }
                if let next { json.field("next_cursor", next.rawValue) }
            })
    }

    public static let calendarDeleted = RawJSON(#"{"message":"Calendar deleted successfully"}"#)
}
