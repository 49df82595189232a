import HTTPTypes
import Hummingbird
import Messages
import TaskModel
import Timekeeping

/// Changes to all tasks that match a filter: `DELETE /tasks`, and pause and resume of a group.
struct TaskBulkRoutes: Sendable {
    let scheduler: any SchedulerClient
    let clock: any WallClock

    func add(to router: Router<APIRequestContext>) {
        router.delete("/tasks", use: deleteAll)
        router.post("/groups/{group}/pause") { try await change(.pause, "paused", $0, $1) }
        router.post("/groups/{group}/resume") { try await change(.resume, "resumed", $0, $1) }
    }

    @Sendable private func deleteAll(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try context.access.require(.write)
        try await RequestReading.nothing(of: request)
        var filter = try TaskQueryParser.parseDeletion(request.uri.queryParameters)
        // Keeps the tasks that are created while the deletion is under way.
        filter.createdTo = min(filter.createdTo ?? .latest, clock.now() + .milliseconds(1))
        return try await changeAll(filter, .delete, "deleted", request, context)
    }

    private func change(
        _ change: TaskBulkChange, _ done: StaticString, _ request: Request, _ context: APIRequestContext
    ) async throws -> Response {
        try context.access.require(.write)
        try await RequestReading.nothing(of: request)
        guard let group = TaskGroup(RequestReading.parameter("group", context)) else {
            throw Problem(
                status: .badRequest, detail: "the group in the path \(TaskGroup.expectation)",
                errors: [FieldError("group", TaskGroup.expectation)])
        }
        try context.access.require(group, at: "group")
        // Tasks that have ended, or are paused already, need no change.
        let statuses: Set<TaskStatus> = change == .pause ? [.scheduled, .running] : [.paused, .running]
        return try await changeAll(TaskFilter(statuses: statuses, groups: [group]), change, done, request, context)
    }

    /// Goes through the tasks by `run_at`, which has indexes. A task that moves meanwhile moves forward, and is found
    /// again.
    private func changeAll(
        _ filter: TaskFilter, _ change: TaskBulkChange, _ done: StaticString, _ request: Request,
        _ context: APIRequestContext
    ) async throws -> Response {
        var query = TaskQuery(filter, limit: BulkAnswer.stepSize)
        let key = try RequestReading.onceKey(of: request, context.access)
        let outcome = try await scheduler.changeInSteps(context.access, once: key) { cursor in
            // With a key, the scheduler stores the place to continue at.
            if let key { return .changeAllOnce(query, change, key) }
            query.after = cursor.flatMap { TaskCursor(text: $0, in: query.order) }
            return .changeAll(query, change)
        }
        return outcome.response(done)
    }
}
