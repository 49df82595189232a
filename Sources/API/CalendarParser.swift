import JSON
import Recurrence
import TaskModel

/// Reads the body of `PUT /calendars/{name}`.
enum CalendarParser {
    /// A list, or an object with `entries`, as `GET` shows it.
    ///
    /// - Throws: ``Problem``: 400 if the body is neither, 422 if an entry can't be accepted.
    static func parse(_ body: [UInt8], name: CalendarName) throws -> CalendarDefinition {
        var pointer = ""
        let entries: RawJSON
        do {
            var reader = try JSONReader(body)
            switch try reader.peek() {
            case .array:
                entries = try reader.readRaw()
                try reader.finish()
            case .object:
                pointer = "/entries"
                entries = try field(of: body)
            case let kind:
                throw Problem.malformed("the body must be a list, or an object with entries, not \(kind.rawValue)")
            }
        } catch let error as JSONError {
            throw Problem.malformed("the body is not valid JSON: \(error)")
        }
        do {
            let definition = CalendarDefinition(name: name, content: .entries(entries))
            _ = try definition.calendar()
            return definition
        } catch let error as RecurrenceError {
            throw Problem.invalid([FieldError(pointer + error.pointer, error.message, column: error.column)])
        } catch let error as JSONError {
            throw Problem.malformed("the body is not valid JSON: \(error)")
        }
    }

    private static func field(of body: [UInt8]) throws -> RawJSON {
        var entries: RawJSON?
        var fields = FieldReader("a calendar", known: ["entries"])
        try fields.read(body) { fields, reader, _ in
            if try fields.expect(.array, &reader, "/entries") { entries = try reader.readRaw() }
        }
        fields.require(["entries"])
        guard fields.errors.isEmpty, let entries else { throw Problem.invalid(fields.errors) }
        return entries
    }

    /// - Throws: ``Problem`` 422 that names the line.
    static func parseICalendar(_ body: [UInt8], name: CalendarName) throws -> CalendarDefinition {
        guard let text = String(validating: body, as: UTF8.self) else {
            throw Problem.malformed("the body is not UTF-8")
        }
        do {
            let definition = CalendarDefinition(name: name, content: .iCalendar(text))
            _ = try definition.calendar()
            return definition
        } catch let error as ICalendarError {
            throw Problem.invalid([FieldError("", "\(error)")])
        }
    }
}
