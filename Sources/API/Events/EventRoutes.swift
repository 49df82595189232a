import HTTPTypes
import Hummingbird
import TaskModel
import Timekeeping

/// `GET /events`: changes of tasks and runs as server-sent events.
struct EventRoutes: Sendable {
    let hub: EventHub
    let clock: any WallClock

    func add(to router: Router<APIRequestContext>) {
        router.get("/events", use: stream)
    }

    @Sendable private func stream(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let query = try EventQueryParser.parse(
            request.uri.queryParameters, lastEventID: request.headers[.lastEventID])
        let headers: HTTPFields = [
            .contentType: "text/event-stream", .cacheControl: "no-cache, no-transform", .xAccelBuffering: "no",
        ]
        guard !context.isHead else { return Response(status: .ok, headers: headers) }
        let filter = query.filter.limited(to: context.access.groups)
        let listener = try await hub.join(filter) { [channel = context.channel] in channel.close(promise: nil) }
        let stream = EventStream(
            listener: listener, archive: hub.archive, filter: filter, after: query.after, clock: clock,
            logger: context.logger, isAllowed: context.isStillAllowed)
        let body = ResponseBody { writer in
            try await request.body.consumeWithInboundCloseHandler { _ in
                var stream = stream
                try await stream.run(&writer)
            } onInboundClosed: {
                listener.leave()
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: headers, body: body)
    }
}

extension HTTPField.Name {
    /// Tells nginx and similar proxies not to buffer the response.
    fileprivate static let xAccelBuffering = HTTPField.Name("X-Accel-Buffering")!
}

/// Parses the beginning and the filter of a stream.
enum EventQueryParser {
    static let parameters = ["after", "group", "action", "task_id", "type"]
    /// The maximum number of values of a parameter.
    static let maximumValues = 100

    struct Parsed: Hashable {
        var filter = EventFilter()
        /// The number of the last event that the client has received; `nil` for a stream that begins now.
        var after: Int64?
    }

    /// - Throws: ``Problem``: 422 if a parameter can't be accepted, 400 if the header can't.
    static func parse(_ parameters: Parameters, lastEventID: String?) throws -> Parsed {
        var parsed = Parsed()
        var reader = QueryReader("a stream of events", known: Self.parameters)
        try reader.read(parameters) { reader, name, value in
            switch name {
            case "after": parsed.after = reader.value(number(value), name, "must be the id of an event, or 0")
            case "group":
                parsed.filter.groups = values(value, name, &reader, TaskGroup.expectation) { TaskGroup($0) }
            case "action":
                parsed.filter.actions = values(value, name, &reader, "must be the name of an action") {
                    ActionName($0)
                }
            case "task_id":
                parsed.filter.taskIDs = values(value, name, &reader, "must be a UUID, as the API returned it") {
                    TaskID($0)
                }
            default:
                let kinds = TaskEvent.Kind.allCases.map(\.rawValue).joined(separator: ", ")
                parsed.filter.types = values(value, name, &reader, "must be one of \(kinds), or several with commas") {
                    TaskEvent.Kind(rawValue: $0)?.rawValue
                }
            }
        }
        // Browsers send an empty value if the stream had no event yet.
        if let lastEventID, !lastEventID.isEmpty {
            guard let id = number(lastEventID) else {
                throw Problem(
                    status: .badRequest, detail: "the header Last-Event-ID is not the id of an event",
                    errors: [FieldError("Last-Event-ID", "must be the id of an event, or 0")])
            }
            parsed.after = id
        }
        return parsed
    }

    /// Refuses the greatest number: no event can follow it.
    private static func number(_ text: String) -> Int64? {
        guard text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }), let number = Int64(text),
            number < .max
        else { return nil }
        return number
    }

    private static func values<Value: Hashable>(
        _ text: String, _ name: String, _ reader: inout QueryReader, _ expectation: String, _ read: (String) -> Value?
    ) -> Set<Value> {
        let words = text.split(separator: ",", omittingEmptySubsequences: false)
        guard words.count <= maximumValues else {
            reader.add(name, "has \(words.count) values, at most \(maximumValues) are allowed")
            return []
        }
        var values: Set<Value> = []
        for word in words {
            guard let value = reader.value(read(String(word)), name, expectation) else { return [] }
            values.insert(value)
        }
        return values
    }
}

extension HTTPField.Name {
    static let lastEventID = HTTPField.Name("Last-Event-ID")!
}

/// The events that a client wants and may see. `nil` excludes nothing.
struct EventFilter: Hashable, Sendable {
    var groups: Set<TaskGroup>?
    var actions: Set<ActionName>?
    var taskIDs: Set<TaskID>?
    var types: Set<String>?

    func matches(_ event: EventSegment.Event) -> Bool {
        if let taskIDs, !taskIDs.contains(event.taskID) { return false }
        if let groups, !groups.contains(event.group) { return false }
        if let types, !types.contains(event.type) { return false }
        if let actions, !actions.contains(event.action) { return false }
        return true
    }

    /// Returns the filter limited to these groups; `nil` for all.
    func limited(to allowed: Set<TaskGroup>?) -> EventFilter {
        guard let allowed else { return self }
        var filter = self
        filter.groups = groups.map { $0.intersection(allowed) } ?? allowed
        return filter
    }
}
