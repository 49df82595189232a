import HTTPTypes
import Hummingbird
import JSON
import Messages
import TaskModel
import Timekeeping

/// The routes under `/dead`: runs that failed for the last time, and messages that the broker gave up on.
struct DeadRoutes: Sendable {
    /// How many steps one request goes on for: what is left is for the next.
    private static let maximumSteps = 100

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
        return try await scheduler.answer(.dead(parsed.query))
    }

    @Sendable private func redrive(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let id = try RequestReading.id("run_id", context, as: RunID.self)
        let answer = try await scheduler.change(.redrive(id))
        guard case .redriven(let taskID) = answer else { throw answer.problem(run: id) }
        return .json(Answers.redriven(taskID), status: .ok)
    }

    @Sendable private func discard(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let id = try RequestReading.id("run_id", context, as: RunID.self)
        let answer = try await scheduler.change(.discard(id))
        guard answer == .done else { throw answer.problem(run: id) }
        return .json(Answers.discarded, status: .ok)
    }

    @Sendable private func redriveAll(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let body = try await RequestReading.json(of: request)
        var filter = try DeadFilterParser.parse(body)
        // What is put back and dies again meanwhile is not put back once more.
        filter.to = min(filter.to ?? .latest, clock.now())
        return try await changeAll(filter, "redriven") { .redriveAll($0) }
    }

    @Sendable private func discardAll(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let parsed = try DeadQueryParser.parse(request.uri.queryParameters, DeadQueryParser.ofDiscard)
        return try await changeAll(parsed.query.filter, "discarded") { .discardAll($0) }
    }

    /// Goes on step by step, each a transaction of its own, so that the scheduler does other work in between.
    private func changeAll(
        _ filter: DeadFilter, _ done: StaticString, _ operation: (DeadQuery) -> SchedulerRequest.Operation
    ) async throws -> Response {
        var query = DeadQuery(filter: filter, limit: BulkAnswer.stepSize)
        var changed = 0
        var refused = 0
        var steps = 0
        var more = true
        while more, steps < Self.maximumSteps {
            switch try await scheduler.ask(operation(query)) {
            case .failure(let failure): throw Problem(failure)
            case .success(let body):
                let answer = try BulkAnswer(decoding: body)
                changed += answer.changed
                refused += answer.refused
                query.after = answer.next.flatMap(DeadCursor.init(text:))
                more = query.after != nil
                steps += 1
            }
        }
        let body = JSONWriter.object { json in
            json.field(done, changed)
            json.field("refused", refused)
            json.key("more")
            json.bool(more)
        }
        return .json(RawJSON(unchecked: body), status: .ok)
    }
}
