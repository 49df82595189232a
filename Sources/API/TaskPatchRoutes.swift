import HTTPTypes
import Hummingbird
import JSON
import Messages
import Recurrence
import TaskModel
import Timekeeping

/// `PATCH /tasks/{task_id}`, and `POST /tasks/{task_id}/run`.
struct TaskPatchRoutes: Sendable {
    /// How often a patch is made anew where somebody else changes the task at the same moment.
    private static let maximumTries = 4

    let scheduler: any SchedulerClient
    let clock: any WallClock
    let random: RandomSource

    func add(to router: Router<APIRequestContext>) {
        router.patch("/tasks/{task_id}", use: patch)
        router.post("/tasks/{task_id}/run", use: run)
    }

    @Sendable private func patch(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try context.access.require(.write)
        let id = try RequestReading.id("task_id", context, as: TaskID.self)
        let condition = IfMatch(request.headers)
        let patch = try TaskPatch(try await RequestReading.json(of: request))
        for _ in 0..<Self.maximumTries {
            let task = try TaskDocument(try await scheduler.read(.get(id), context.access))
            try condition?.check(task)
            var calendars = CalendarBook()
            for body in patch.naming(task) {
                calendars = try await scheduler.calendars(in: body.bytes, context.access)
            }
            let update = try patch.update(task, now: clock.now(), calendars: calendars)
            try context.access.require(update.task.group)
            let answer = try await scheduler.change(context.access.limit(.update(update)))
            if answer == .conflict(.changed) { continue }
            try answer.check(task: id)
            return try .task(try await scheduler.read(.get(id), context.access))
        }
        throw Problem(status: .conflict, detail: "the task is changed by others all the time: try again")
    }

    @Sendable private func run(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try context.access.require(.write)
        let id = try RequestReading.id("task_id", context, as: TaskID.self)
        var random = random
        let runID = RunID(milliseconds: clock.now().milliseconds, using: &random)
        try await scheduler.change(context.access.limit(.run(id, runID))).check(task: id)
        return .json(Answers.queued(runID), status: .accepted)
    }
}
