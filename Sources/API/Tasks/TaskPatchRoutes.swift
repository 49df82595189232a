import HTTPTypes
import Hummingbird
import JSON
import Messages
import Recurrence
import TaskModel
import Timekeeping

/// `PATCH /tasks/{task_id}`, and `POST /tasks/{task_id}/run`.
struct TaskPatchRoutes: Sendable {
    /// How often a patch is computed again if another client changes the task at the same moment.
    private static let maximumTries = 100

    let scheduler: any SchedulerClient
    let clock: any WallClock
    let random: RandomSource
    /// The zone of tasks that name none.
    var zone: Zone?

    func add(to router: Router<APIRequestContext>) {
        router.patch("/tasks/{task_id}", use: patch)
        router.post("/tasks/{task_id}/run", use: run)
    }

    @Sendable private func patch(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try context.access.require(.write)
        let id = try RequestReading.id("task_id", context, as: TaskID.self)
        let condition = IfMatch(request.headers)
        let body = try await RequestReading.json(of: request)
        let patch = try TaskPatch(body)
        let key = try RequestReading.onceKey(of: request, body: body, context.access)
        if let key, try await scheduler.wasDone(key) {
            return try .task(try await scheduler.read(.get(id), context.access)).marked(true)
        }
        for _ in 0..<Self.maximumTries {
            let task = try TaskDocument(try await scheduler.read(.get(id), context.access))
            try condition?.check(task)
            let calendars = try await scheduler.calendars(in: patch.naming(task), context.access)
            let update = try patch.update(task, now: clock.now(), zone: zone, calendars: calendars)
            try context.access.require(update.task.group)
            let change = context.access.limit(.update(update))
            let answer = try await scheduler.change(key.map { .once($0, change) } ?? change)
            // Of several clients that change a task at the same moment, one succeeds in each round.
            if answer == .conflict(.changed) { continue }
            try answer.check(task: id)
            let changed = try await scheduler.read(.get(id), context.access)
            guard update.times != .kept else { return try .task(changed) }
            let now = clock.now()
            return try .task(
                changed, before: task.upcoming(after: now, calendars: calendars), now: now, calendars: calendars)
        }
        throw Problem.unavailable("other clients keep changing the task: nothing was changed, try again")
    }

    @Sendable private func run(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try context.access.require(.write)
        try await RequestReading.nothing(of: request)
        let id = try RequestReading.id("task_id", context, as: TaskID.self)
        var random = random
        let runID = RunID(milliseconds: clock.now().milliseconds, using: &random)
        let (answer, isRepeated) = try await scheduler.change(.run(id, runID), of: request, context.access)
        try answer.check(task: id)
        guard case .queued(let queued) = answer else { return .json(ResponseJSON.queued(runID), status: .accepted) }
        return .json(ResponseJSON.queued(queued), status: .accepted).marked(isRepeated)
    }
}
