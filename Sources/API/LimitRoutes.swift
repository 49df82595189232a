import HTTPTypes
import Hummingbird
import JSON
import Messages
import TaskModel
import Timekeeping

/// The routes under `/limits`: how many runs of a group, or to a host, there may be. They concern everybody's tasks, so
/// only `admin` sets them.
struct LimitRoutes: Sendable {
    let scheduler: any SchedulerClient
    let clock: any WallClock

    func add(to router: Router<APIRequestContext>) {
        router.get("/limits") { _, context in
            try await scheduler.answer(.limits, context.access)
        }
        router.get("/limits/{name}", use: get)
        router.put("/limits/{name}", use: put)
        router.delete("/limits/{name}", use: delete)
    }

    /// There are so few that the scheduler is asked for all.
    @Sendable private func get(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let name = try RequestReading.limitName(context)
        let list = try LimitList(await scheduler.read(.limits, context.access))
        guard let limit = try list.limit(name) else {
            throw Problem(status: .notFound, detail: "there is no limit \(name)")
        }
        return .json(RawJSON(unchecked: JSONWriter.object { $0.field("limit", limit) }), status: .ok)
    }

    @Sendable private func put(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try context.access.require(.admin)
        let name = try RequestReading.limitName(context)
        let body = try await RequestReading.json(of: request)
        return try await scheduler.answer(
            .putLimit(LimitParser.parse(body, name: name, now: clock.now())), context.access)
    }

    @Sendable private func delete(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try context.access.require(.admin)
        try await RequestReading.nothing(of: request)
        _ = try await scheduler.read(.deleteLimit(RequestReading.limitName(context)), context.access)
        return .json(ResponseJSON.limitDeleted, status: .ok)
    }
}
