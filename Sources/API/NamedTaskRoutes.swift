import HTTPTypes
import Hummingbird
import JSON
import Messages
import TaskModel
import Timekeeping

/// The routes under `/tasks/by-name`: live tasks by the names that clients gave them.
struct NamedTaskRoutes: Sendable {
    let scheduler: any SchedulerClient
    let clock: any WallClock
    let random: RandomSource

    func add(to router: Router<APIRequestContext>) {
        router.put("/tasks/by-name/{name}", use: put)
        router.get("/tasks/by-name/{name}", use: get)
        router.delete("/tasks/by-name/{name}", use: delete)
    }

    @Sendable private func put(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let name = try RequestReading.name(context)
        let body = try await RequestReading.json(of: request)
        var random = random
        let now = clock.now()
        let id = TaskID(milliseconds: now.milliseconds, using: &random)
        let task = try TaskParser.parse(body, id: id, name: name, now: now)
        switch try await scheduler.change(.put(task)) {
        case .replaced: return .created(id, Answers.replaced(id), status: .ok)
        case .unchanged(let existing): return .created(existing, Answers.unchanged(existing), status: .ok)
        case let answer:
            try answer.check(task: id)
            return .created(id, Answers.created(id), status: .created)
        }
    }

    @Sendable private func get(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try await scheduler.answer(.getByName(RequestReading.name(context)))
    }

    @Sendable private func delete(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let name = try RequestReading.name(context)
        switch try await scheduler.ask(.getByName(name)) {
        case .failure(let failure): throw Problem(failure)
        case .success(let answer):
            let id = try Self.taskID(in: answer)
            try await scheduler.change(.delete(id)).check(task: id)
            return .json(Answers.deleted, status: .ok)
        }
    }

    /// The id in the answer of the scheduler.
    private static func taskID(in answer: RawJSON) throws -> TaskID {
        var id: TaskID?
        var reader = try JSONReader(answer.bytes)
        try reader.readObject { reader, field in
            guard field == "task" else { return try reader.skipValue() }
            try reader.readObject { reader, field in
                if field == "task_id" { id = TaskID(try reader.readString()) } else { try reader.skipValue() }
            }
        }
        guard let id else { throw MessageError("the scheduler's answer names no task") }
        return id
    }
}
