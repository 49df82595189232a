import HTTPTypes
import Hummingbird
import Messages
import TaskModel
import Timekeeping

/// The routes under `/tasks`. Each sends one operation to the scheduler, and returns its reply unchanged.
struct TaskRoutes: Sendable {
    let scheduler: any SchedulerClient
    let clock: any WallClock
    let random: RandomSource
    /// The zone of tasks that name none.
    var zone: Zone?

    func add(to router: Router<APIRequestContext>) {
        router.post("/tasks", use: create)
        router.get("/tasks", use: list)
        router.get("/tasks/{task_id}", use: get)
        router.delete("/tasks/{task_id}", use: delete)
        router.post("/tasks/{task_id}/pause", use: pause)
        router.post("/tasks/{task_id}/resume", use: resume)
        router.post("/tasks/{task_id}/cancel", use: cancel)
        router.get("/tasks/{task_id}/runs", use: runs)
    }

    @Sendable private func create(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try context.access.require(.write)
        let body = try await RequestReading.json(of: request)
        let key = try RequestReading.idempotencyKey(of: request, body: body, context.access)
        let now = clock.now()
        let calendars = try await scheduler.calendars(in: body, context.access)
        let task = try TaskParser.parse(body, id: newID(now), now: now, zone: zone, calendars: calendars)
        try context.access.require(task.group)
        let change = key.map { TaskChange.createOnce(task, $0) } ?? .create(task)
        switch try await scheduler.change(change) {
        case .replayed(let id):
            var response = Response.created(id, ResponseJSON.created(id), status: .created)
            response.headers[.idempotentReplayed] = "true"
            return response
        case let answer:
            try answer.check(task: task.id)
            return .created(task.id, ResponseJSON.created(task.id), status: .created)
        }
    }

    private func newID(_ now: Timestamp) -> TaskID {
        var random = random
        return TaskID(milliseconds: now.milliseconds, using: &random)
    }

    @Sendable private func list(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try await scheduler.response(
            to: .list(TaskQueryParser.parse(request.uri.queryParameters, now: clock.now())), context.access)
    }

    @Sendable private func get(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try .task(await scheduler.read(.get(Self.id(context)), context.access))
    }

    @Sendable private func delete(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try context.access.require(.write)
        try await RequestReading.nothing(of: request)
        let id = try Self.id(context)
        let (answer, isRepeated) = try await scheduler.change(.delete(id), of: request, context.access)
        try answer.check(task: id)
        return .json(ResponseJSON.deleted, status: .ok).marked(isRepeated)
    }

    @Sendable private func pause(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try context.access.require(.write)
        try await RequestReading.nothing(of: request)
        let id = try Self.id(context)
        let (answer, isRepeated) = try await scheduler.change(.pause(id), of: request, context.access)
        try answer.check(task: id)
        return .json(ResponseJSON.paused, status: .ok).marked(isRepeated)
    }

    @Sendable private func resume(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try context.access.require(.write)
        try await RequestReading.nothing(of: request)
        let id = try Self.id(context)
        let (answer, isRepeated) = try await scheduler.change(.resume(id), of: request, context.access)
        try answer.check(task: id)
        return .json(ResponseJSON.resumed, status: .ok).marked(isRepeated)
    }

    /// Responds with 202 if runs are under way: they have been told to stop, and their results follow.
    @Sendable private func cancel(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try context.access.require(.write)
        try await RequestReading.nothing(of: request)
        let id = try Self.id(context)
        let (answer, isRepeated) = try await scheduler.change(.cancel(id), of: request, context.access)
        try answer.check(task: id)
        guard case .cancelling(let runs) = answer else {
            throw MessageError("unexpected answer of the scheduler to a cancellation: \(answer)")
        }
        return .json(ResponseJSON.cancelled(runs), status: runs.isEmpty ? .ok : .accepted).marked(isRepeated)
    }

    @Sendable private func runs(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let id = try Self.id(context)
        return try await scheduler.response(
            to: .runs(RunQueryParser.parse(request.uri.queryParameters, taskID: id)), context.access)
    }

    private static func id(_ context: APIRequestContext) throws -> TaskID {
        try RequestReading.id("task_id", context, as: TaskID.self)
    }
}
