import HTTPTypes
import Hummingbird
import JSON
import Messages
import TaskModel
import Timekeeping

/// The routes under `/tasks/{task_id}/backfill`, which run past occurrences of a recurring task.
struct BackfillRoutes: Sendable {
    let scheduler: any SchedulerClient
    let clock: any WallClock
    /// The zone of times without an offset; `nil` if times need an offset.
    var zone: Zone?

    func add(to router: Router<APIRequestContext>) {
        router.post("/tasks/{task_id}/backfill", use: start)
        router.get("/tasks/{task_id}/backfill", use: get)
        router.delete("/tasks/{task_id}/backfill", use: cancel)
    }

    /// Responds with 200 to a dry run, and with 202 if the backfill has begun.
    @Sendable private func start(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try context.access.require(.write)
        let id = try RequestReading.id("task_id", context, as: TaskID.self)
        let body = try await RequestReading.json(of: request)
        let wanted = try BackfillParser.parse(body, now: clock.now(), zone: zone)
        // A dry run changes nothing, so the real request may follow with the same key.
        let key = try RequestReading.onceKey(of: request, body: body, context.access)
        return try await scheduler.responseOnce(
            to: .startBackfill(id, wanted, once: wanted.isDryRun ? nil : key),
            status: wanted.isDryRun ? .ok : .accepted,
            context.access)
    }

    @Sendable private func get(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let id = try RequestReading.id("task_id", context, as: TaskID.self)
        return try await scheduler.response(to: .backfill(id), context.access)
    }

    @Sendable private func cancel(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try context.access.require(.write)
        try await RequestReading.nothing(of: request)
        let id = try RequestReading.id("task_id", context, as: TaskID.self)
        let key = try RequestReading.onceKey(of: request, context.access)
        return try await scheduler.responseOnce(to: .cancelBackfill(id, once: key), status: .ok, context.access)
    }
}

extension SchedulerClient {
    /// Sends an operation that the scheduler carries out once per key, and returns its reply unchanged.
    ///
    /// - Throws: ``Problem``.
    func responseOnce(
        to operation: SchedulerRequest.Operation, status: HTTPResponse.Status, _ access: Access
    ) async throws -> Response {
        let answer = try await read(operation, access)
        guard let earlier = try KeptAnswer.earlier(in: answer) else { return .json(answer, status: status) }
        return .json(RawJSON(unchecked: Array(earlier.utf8)), status: status).marked(true)
    }
}

/// Reads the body of `POST /tasks/{task_id}/backfill`.
enum BackfillParser {
    static let known = ["from", "to", "max", "pace_per_second", "dry_run"]

    /// - Throws: ``Problem``: 400 if the body is not a JSON object, 422 if a field can't be accepted.
    static func parse(_ body: [UInt8], now: Timestamp, zone: Zone? = nil) throws -> BackfillRequest {
        var request = BackfillRequest(from: now, to: now)
        var fields = FieldReader("a backfill", known: known)
        try fields.read(body) { fields, reader, name in
            switch name {
            case "from": if let time = try time(&fields, &reader, "/from", zone) { request.from = time }
            case "to":
                if try !reader.readNull(), let time = try time(&fields, &reader, "/to", zone) { request.to = time }
            case "max":
                request.max =
                    try fields.int(&reader, "/max", in: BackfillRequest.maxRange) ?? BackfillRequest.defaultMax
            case "pace_per_second":
                request.perSecond =
                    try fields.double(&reader, "/pace_per_second", in: BackfillRequest.paceRange)
                    ?? BackfillRequest.defaultPace
            default:
                if try fields.expect(.boolean, &reader, "/dry_run") { request.isDryRun = try reader.readBool() }
            }
        }
        fields.require(["from"])
        if fields.errors.isEmpty, request.from >= request.to {
            let isGiven = fields.isPresent("to")
            fields.add(isGiven ? "/to" : "/from", isGiven ? "must be later than from" : "must have passed")
        }
        guard fields.errors.isEmpty else { throw Problem.invalid(fields.errors) }
        return request
    }

    private static func time(
        _ fields: inout FieldReader, _ reader: inout JSONReader, _ pointer: String, _ zone: Zone?
    ) throws -> Timestamp? {
        guard let text = try fields.string(&reader, pointer) else { return nil }
        do {
            return try TimeField.resolve(text, in: zone, pointer: pointer).instant
        } catch {
            fields.add(error)
            return nil
        }
    }
}
