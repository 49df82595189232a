import HTTPTypes
import Hummingbird
import JSON
import Messages
import TaskModel
import Timekeeping

/// The routes under `/tasks/{task_id}/backfill`: past occurrences of a recurring task run after all.
struct BackfillRoutes: Sendable {
    let scheduler: any SchedulerClient
    let clock: any WallClock

    func add(to router: Router<APIRequestContext>) {
        router.post("/tasks/{task_id}/backfill", use: start)
        router.get("/tasks/{task_id}/backfill", use: get)
        router.delete("/tasks/{task_id}/backfill", use: cancel)
    }

    /// 200 for a dry run, and 202 if runs are made from now on.
    @Sendable private func start(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try context.access.require(.write)
        let id = try RequestReading.id("task_id", context, as: TaskID.self)
        let wanted = try BackfillParser.parse(try await RequestReading.json(of: request), now: clock.now())
        let answer = try await scheduler.read(.startBackfill(id, wanted), context.access)
        return .json(answer, status: wanted.isDryRun ? .ok : .accepted)
    }

    @Sendable private func get(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let id = try RequestReading.id("task_id", context, as: TaskID.self)
        return try await scheduler.answer(.backfill(id), context.access)
    }

    @Sendable private func cancel(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try context.access.require(.write)
        try await RequestReading.nothing(of: request)
        let id = try RequestReading.id("task_id", context, as: TaskID.self)
        return try await scheduler.answer(.cancelBackfill(id), context.access)
    }
}

/// Reads the body of `POST /tasks/{task_id}/backfill`.
enum BackfillParser {
    static let known = ["from", "to", "max", "pace_per_second", "dry_run"]

    /// - Throws: ``Problem``: 400 if the body is not a JSON object, 422 if a field can't be accepted.
    static func parse(_ body: [UInt8], now: Timestamp) throws -> BackfillRequest {
        var request = BackfillRequest(from: now, to: now)
        var fields = FieldReader("a backfill", known: known)
        try fields.read(body) { fields, reader, name in
            switch name {
            case "from": if let time = try time(&fields, &reader, "/from") { request.from = time }
            case "to": if try !reader.readNull(), let time = try time(&fields, &reader, "/to") { request.to = time }
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
        _ fields: inout FieldReader, _ reader: inout JSONReader, _ pointer: String
    ) throws -> Timestamp? {
        guard let text = try fields.string(&reader, pointer) else { return nil }
        do {
            return try TimeField.resolve(text, in: nil, pointer: pointer).instant
        } catch {
            fields.add(error)
            return nil
        }
    }
}
