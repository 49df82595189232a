import HTTPTypes
import Hummingbird
import JSON
import Messages
import Recurrence
import TaskModel

/// The routes under `/calendars`. A calendar affects the tasks of all groups, so a key with groups can only read
/// calendars.
struct CalendarRoutes: Sendable {
    let scheduler: any SchedulerClient

    func add(to router: Router<APIRequestContext>) {
        router.get("/calendars", use: list)
        router.get("/calendars/{name}", use: get)
        router.put("/calendars/{name}", use: put)
        router.delete("/calendars/{name}", use: delete)
    }

    @Sendable private func list(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        var limit = TaskQuery.defaultLimit
        var after: CalendarName?
        var reader = QueryReader("a list of calendars", known: ["limit", "cursor"])
        try reader.read(request.uri.queryParameters) { reader, name, value in
            switch name {
            case "limit": limit = reader.limit(value)
            default: after = reader.cursor(CalendarName(value))
            }
        }
        return try await scheduler.response(to: .calendars(after: after, limit: limit), context.access)
    }

    @Sendable private func get(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try await scheduler.response(to: .calendar(Self.name(context)), context.access)
    }

    @Sendable private func put(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try Self.requireWriting(context.access)
        let name = try Self.name(context)
        let definition: CalendarDefinition
        let mediaType = RequestReading.mediaType(of: request)
        let limit = RequestReading.maximumBodyBytes
        if mediaType == "text/calendar" {
            let body = try await RequestReading.body(of: request, limit: limit)
            definition = try CalendarParser.parseICalendar(body, name: name)
        } else {
            let body = try await RequestReading.json(of: request, mediaType: mediaType, limit: limit)
            definition = try CalendarParser.parse(body, name: name)
        }
        return try await scheduler.response(to: .putCalendar(definition), context.access)
    }

    @Sendable private func delete(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try Self.requireWriting(context.access)
        try await RequestReading.nothing(of: request)
        _ = try await scheduler.read(.deleteCalendar(Self.name(context)), context.access)
        return .json(ResponseJSON.calendarDeleted, status: .ok)
    }

    private static func requireWriting(_ access: Access) throws {
        try access.require(.write)
        guard access.groups == nil else {
            throw Problem(
                status: .forbidden,
                detail: "this key is limited to groups, and calendars belong to all: use a key without groups")
        }
    }

    /// Returns the name of a calendar in the path.
    private static func name(_ context: APIRequestContext) throws -> CalendarName {
        guard let name = CalendarName(RequestReading.parameter("name", context)) else {
            throw Problem(
                status: .unprocessableContent, detail: "the name in the path \(CalendarName.expectation)",
                errors: [FieldError("name", CalendarName.expectation)])
        }
        return name
    }
}

/// Reads the body of `PUT /calendars/{name}`.
enum CalendarParser {
    /// Accepts a list, or an object with `entries`, as in the response to `GET`.
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

    /// - Throws: ``Problem`` 422 with the number of the line.
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
