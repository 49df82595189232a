import HTTPTypes
import Hummingbird
import JSON
import Messages
import TaskModel
import Timekeeping

/// The routes under `/dead`: runs that failed for the last time, and messages that the broker dead-lettered.
struct DeadRoutes: Sendable {
    let scheduler: any SchedulerClient
    let clock: any WallClock

    func add(to router: Router<APIRequestContext>) {
        router.get("/dead", use: list)
        router.delete("/dead", use: discardAll)
        router.post("/dead/redrive", use: redriveAll)
        router.post("/dead/{run_id}/redrive", use: redrive)
        router.delete("/dead/{run_id}", use: discard)
    }

    @Sendable private func list(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let parsed = try DeadQueryParser.parse(request.uri.queryParameters, DeadQueryParser.ofList)
        return try await scheduler.response(to: .dead(parsed.query), context.access)
    }

    @Sendable private func redrive(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try context.access.require(.write)
        try await RequestReading.nothing(of: request)
        let id = try RequestReading.id("run_id", context, as: RunID.self)
        let (answer, isRepeated) = try await scheduler.change(.redrive(id), of: request, context.access)
        guard case .redriven(let taskID) = answer else { throw answer.problem(run: id) }
        return .json(ResponseJSON.redriven(taskID), status: .ok).marked(isRepeated)
    }

    @Sendable private func discard(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try context.access.require(.write)
        try await RequestReading.nothing(of: request)
        let id = try RequestReading.id("run_id", context, as: RunID.self)
        let (answer, isRepeated) = try await scheduler.change(.discard(id), of: request, context.access)
        guard answer == .done else { throw answer.problem(run: id) }
        return .json(ResponseJSON.discarded, status: .ok).marked(isRepeated)
    }

    @Sendable private func redriveAll(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try context.access.require(.write)
        let body = try await RequestReading.json(of: request)
        var filter = try DeadFilterParser.parse(body)
        // A run that is redriven and dies again while this goes on is not redriven twice.
        filter.to = min(filter.to ?? .latest, clock.now())
        let key = try RequestReading.onceKey(of: request, body: body, context.access)
        return try await changeAll(filter, "redriven", once: key, context.access) { query, key in
            key.map { .redriveAllOnce(query, $0) } ?? .redriveAll(query)
        }
    }

    @Sendable private func discardAll(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try context.access.require(.write)
        try await RequestReading.nothing(of: request)
        let parsed = try DeadQueryParser.parse(request.uri.queryParameters, DeadQueryParser.ofDiscard)
        let key = try RequestReading.onceKey(of: request, context.access)
        return try await changeAll(parsed.query.filter, "discarded", once: key, context.access) { query, key in
            key.map { .discardAllOnce(query, $0) } ?? .discardAll(query)
        }
    }

    private func changeAll(
        _ filter: DeadFilter, _ done: StaticString, once key: IdempotencyKey?, _ access: Access,
        _ operation: (DeadQuery, IdempotencyKey?) -> SchedulerRequest.Operation
    ) async throws -> Response {
        var query = DeadQuery(filter: filter, limit: BulkAnswer.stepSize)
        let outcome = try await scheduler.changeInSteps(access, once: key) { cursor in
            // With a key, the scheduler stores the place to continue at.
            if key == nil { query.after = cursor.flatMap(DeadCursor.init(text:)) }
            return operation(query, key)
        }
        return outcome.response(done, refused: true)
    }
}
