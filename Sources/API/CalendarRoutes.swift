import HTTPTypes
import Hummingbird
import JSON
import Messages
import Recurrence
import TaskModel

/// The routes under `/calendars`: days and times that recurrences leave out by the name of a calendar. They concern
/// the tasks of all groups, so a key that is bound to groups only reads them.
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
        return try await scheduler.answer(.calendars(after: after, limit: limit), context.access)
    }

    @Sendable private func get(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try await scheduler.answer(.calendar(Self.name(context)), context.access)
    }

    @Sendable private func put(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try Self.requireWriting(context.access)
        let name = try Self.name(context)
        let definition: CalendarDefinition
        if RequestReading.mediaType(of: request) == "text/calendar" {
            let body = try await RequestReading.body(of: request, limit: RequestReading.maximumBodyBytes)
            definition = try CalendarParser.parseICalendar(body, name: name)
        } else {
            definition = try CalendarParser.parse(try await RequestReading.json(of: request), name: name)
        }
        return try await scheduler.answer(.putCalendar(definition), context.access)
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
                detail: "this key is bound to groups, and calendars are for all: use one that is not")
        }
    }

    /// The name of a calendar in the path.
    private static func name(_ context: APIRequestContext) throws -> CalendarName {
        guard let name = CalendarName(RequestReading.parameter("name", context)) else {
            throw Problem(
                status: .unprocessableContent, detail: "the name in the path \(CalendarName.expectation)",
                errors: [FieldError("name", CalendarName.expectation)])
        }
        return name
    }
}
