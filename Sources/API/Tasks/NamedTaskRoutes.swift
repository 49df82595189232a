import HTTPTypes
import Hummingbird
import JSON
import Messages
import TaskModel
import Timekeeping

/// The routes under `/tasks/by-name`.
struct NamedTaskRoutes: Sendable {
    let scheduler: any SchedulerClient
    let clock: any WallClock
    let random: RandomSource
    /// The zone of tasks that name none.
    var zone: Zone?

    func add(to router: Router<APIRequestContext>) {
        router.put("/tasks/by-name/{name}", use: put)
        router.get("/tasks/by-name/{name}", use: get)
        router.delete("/tasks/by-name/{name}", use: delete)
    }

    @Sendable private func put(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try context.access.require(.write)
        let name = try RequestReading.name(context)
        let body = try await RequestReading.json(of: request)
        var random = random
        let now = clock.now()
        let id = TaskID(milliseconds: now.milliseconds, using: &random)
        let calendars = try await scheduler.calendars(in: body, context.access)
        let task = try TaskParser.parse(body, id: id, name: name, now: now, zone: zone, calendars: calendars)
        try context.access.require(task.group)
        let key = try RequestReading.onceKey(of: request, body: body, context.access)
        let change = context.access.limit(.put(task))
        switch try await scheduler.change(key.map { .once($0, change) } ?? change) {
        case .again(.each(let first)) where first.count == 2:
            return try Self.response(first).marked(true)
        case .replaced: return .created(id, ResponseJSON.replaced(id), status: .ok)
        case .unchanged(let existing): return .created(existing, ResponseJSON.unchanged(existing), status: .ok)
        // A task of another group has the name.
        case .notFound: throw TaskChangeAnswer.Conflict.nameTaken.problem
        case let answer:
            try answer.check(task: id)
            return .created(id, ResponseJSON.created(id), status: .created)
        }
    }

    /// Builds the response to a repeated request from what the first one did and the task that it created.
    private static func response(_ first: [TaskChangeAnswer]) throws -> Response {
        switch (first[0], first[1]) {
        case (.unchanged(let existing), _): .created(existing, ResponseJSON.unchanged(existing), status: .ok)
        case (.replaced, .replayed(let id)): .created(id, ResponseJSON.replaced(id), status: .ok)
        case (.done, .replayed(let id)): .created(id, ResponseJSON.created(id), status: .created)
        default: throw MessageError("unexpected answer of the scheduler to a PUT: \(first)")
        }
    }

    @Sendable private func get(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try .task(await scheduler.read(.getByName(RequestReading.name(context)), context.access))
    }

    @Sendable private func delete(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try context.access.require(.write)
        try await RequestReading.nothing(of: request)
        let name = try RequestReading.name(context)
        let key = try RequestReading.onceKey(of: request, context.access)
        // By now, another task may have the name.
        if let key, try await scheduler.wasDone(key) { return .json(ResponseJSON.deleted, status: .ok).marked(true) }
        let id = try TaskDocument(await scheduler.read(.getByName(name), context.access)).id
        let (answer, isRepeated) = try await scheduler.change(.delete(id), of: request, context.access)
        try answer.check(task: id)
        return .json(ResponseJSON.deleted, status: .ok).marked(isRepeated)
    }
}
