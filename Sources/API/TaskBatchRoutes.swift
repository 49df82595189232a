import HTTPTypes
import Hummingbird
import JSON
import Messages
import TaskModel
import Timekeeping

/// `POST /tasks/batch`: many tasks in one request and one transaction.
struct TaskBatchRoutes: Sendable {
    let scheduler: any SchedulerClient
    let clock: any WallClock
    let random: RandomSource
    /// Of tasks that name none.
    var zone: Zone?

    func add(to router: Router<APIRequestContext>) {
        router.post("/tasks/batch", use: create)
    }

    @Sendable private func create(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try context.access.require(.write)
        let isAtomic = try Self.isAtomic(request)
        let isLines = try Self.isLines(request)
        let body = try await RequestReading.body(of: request, limit: TaskBatch.maximumBodyBytes)
        try RequestReading.checkIsTyped(request, body)
        let key = try RequestReading.idempotencyKey(of: request, body: body, context.access)
        let now = clock.now()
        var random = random
        let calendars = try await scheduler.calendars(in: body, isLines: isLines, context.access)
        let batch = try TaskBatch(
            body, isLines: isLines, access: context.access, now: now, zone: zone, calendars: calendars
        ) {
            TaskID(milliseconds: now.milliseconds, using: &random)
        }
        if isAtomic { try Self.checkAll(batch) }
        let changes = batch.entries.enumerated().compactMap { index, entry in
            entry.task.map { Self.change($0, key, at: index) }
        }
        let answers = try await answers(changes, isAtomic: isAtomic, context.access)
        return Self.response(batch, answers).marked(Self.isRepeated(answers))
    }

    /// Whether an earlier request made all of them.
    private static func isRepeated(_ answers: [TaskChangeAnswer]) -> Bool {
        !answers.isEmpty
            && answers.allSatisfy { answer in
                if case .replayed = answer { true } else { false }
            }
    }

    /// - Returns: an answer for each task that could be read.
    private func answers(
        _ changes: [TaskChange], isAtomic: Bool, _ access: Access
    ) async throws -> [TaskChangeAnswer] {
        guard !changes.isEmpty else { return [] }
        let answer = try await scheduler.read(.change(isAtomic ? [.atomic(changes)] : changes), access)
        let answers = try TaskChangeAnswer.decode(answer)
        guard isAtomic else { return answers }
        switch answers.first {
        case .each(let answers): return answers
        case .refused(let index, let conflict):
            var problem = conflict.problem
            problem.errors = problem.errors.map { FieldError("/\(index)" + $0.pointer, $0.detail) }
            problem.detail = "nothing was stored: of task \(index), \(problem.detail)"
            throw problem
        default: throw MessageError("the scheduler's answer to a batch is none")
        }
    }

    private static func change(_ task: TaskDefinition, _ key: IdempotencyKey?, at index: Int) -> TaskChange {
        guard let key else { return .create(task) }
        return .createOnce(task, key.part(index))
    }

    private static func checkAll(_ batch: TaskBatch) throws {
        let errors = batch.entries.flatMap { entry -> [FieldError] in
            guard case .invalid(let problem) = entry else { return [] }
            return problem.errors
        }
        // As of one task, a hostile body gets no long answer.
        guard errors.isEmpty else { throw Problem.invalid(Array(errors.prefix(100))) }
    }

    private static func isAtomic(_ request: Request) throws -> Bool {
        var isAtomic = false
        var reader = QueryReader("a batch", known: ["atomic"])
        try reader.read(request.uri.queryParameters) { reader, name, value in isAtomic = reader.flag(name, value) }
        return isAtomic
    }

    private static func isLines(_ request: Request) throws -> Bool {
        switch RequestReading.mediaType(of: request) {
        case "application/x-ndjson", "application/ndjson", "application/jsonl": return true
        default:
            try RequestReading.checkContentType(request)
            return false
        }
    }

    // MARK: - The answer

    private static func response(_ batch: TaskBatch, _ answers: [TaskChangeAnswer]) -> Response {
        var answers = answers[...]
        var created = 0
        let results = batch.entries.map { entry -> Result<TaskID, Problem> in
            switch entry {
            case .invalid(let problem): return .failure(problem)
            case .task(let task):
                switch answers.popFirst() {
                case .conflict(let conflict): return .failure(conflict.problem)
                case .replayed(let id): return .success(id)
                default: return .success(task.id)
                }
            }
        }
        for result in results { if case .success = result { created += 1 } }
        let body = JSONWriter.object(capacity: 96 * results.count) { json in
            json.field("created", created)
            json.field("failed", results.count - created)
            json.array("results") { json in
                for result in results { json.object { write(result, into: &$0) } }
            }
        }
        return .json(RawJSON(unchecked: body), status: .ok)
    }

    private static func write(_ result: Result<TaskID, Problem>, into json: inout JSONWriter) {
        switch result {
        case .success(let id):
            json.field("status", 201)
            json.field("task_id", id.description)
        case .failure(let problem):
            json.field("status", problem.status.code)
            json.field("detail", problem.detail)
            problem.writeErrors(into: &json)
        }
    }
}
