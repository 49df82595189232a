import HTTPTypes
import Hummingbird
import JSON
import Messages
import Recurrence
import TaskModel
import Timekeeping

/// `POST /tasks/batch`: creates many tasks in one request and one transaction.
struct TaskBatchRoutes: Sendable {
    let scheduler: any SchedulerClient
    let clock: any WallClock
    let random: RandomSource
    /// The zone of tasks that name none.
    var zone: Zone?

    /// The media types of bodies with one task per line.
    private static let lineTypes: Set = ["application/x-ndjson", "application/ndjson", "application/jsonl"]

    func add(to router: Router<APIRequestContext>) {
        router.post("/tasks/batch", use: create)
    }

    @Sendable private func create(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try context.access.require(.write)
        let isAtomic = try Self.isAtomic(request)
        let mediaType = RequestReading.mediaType(of: request)
        let isLines = mediaType.map(Self.lineTypes.contains) ?? false
        let limit = TaskBatch.maximumBodyBytes
        let body =
            isLines
            ? try await RequestReading.body(of: request, limit: limit)
            : try await RequestReading.json(of: request, mediaType: mediaType, limit: limit)
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

    /// Whether an earlier request created all tasks.
    private static func isRepeated(_ answers: [TaskChangeAnswer]) -> Bool {
        !answers.isEmpty
            && answers.allSatisfy { answer in
                if case .replayed = answer { true } else { false }
            }
    }

    /// - Returns: an answer for each valid task.
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
            problem.detail = "nothing was stored: task \(index): \(problem.detail)"
            throw problem
        default: throw MessageError("unexpected answer of the scheduler to a batch")
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
        // The limit on errors protects against hostile bodies, as for one task.
        guard errors.isEmpty else { throw Problem.invalid(Array(errors.prefix(100))) }
    }

    private static func isAtomic(_ request: Request) throws -> Bool {
        var isAtomic = false
        var reader = QueryReader("a batch", known: ["atomic"])
        try reader.read(request.uri.queryParameters) { reader, name, value in isAtomic = reader.flag(name, value) }
        return isAtomic
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

/// The tasks of one request. Each is parsed independently, and has its own errors.
struct TaskBatch {
    static let maximumCount = 1000
    /// The maximum size of a body in bytes.
    static let maximumBodyBytes = 4 * 1024 * 1024

    enum Entry {
        case task(TaskDefinition)
        case invalid(Problem)

        var task: TaskDefinition? {
            guard case .task(let task) = self else { return nil }
            return task
        }
    }

    private(set) var entries: [Entry] = []

    /// - Parameters:
    ///   - isLines: whether the body has one task per line (NDJSON) and is not a JSON array.
    ///   - zone: the zone of tasks that name none.
    ///   - calendars: the calendars that recurrences name.
    ///   - newID: returns the id of the next task.
    /// - Throws: ``Problem``: 400 if the body can't be split into tasks, 413 if there are too many.
    init(
        _ body: [UInt8], isLines: Bool, access: Access, now: Timestamp, zone: Zone? = nil,
        calendars: CalendarBook = CalendarBook(), newID: () -> TaskID
    ) throws {
        for text in try isLines ? Self.lines(body) : Self.elements(body) {
            entries.append(
                try Self.entry(
                    text, at: entries.count, access: access, id: newID(), now: now, zone: zone, calendars: calendars))
        }
        if entries.isEmpty { throw Problem.malformed("the body has no tasks") }
    }

    private static func entry(
        _ text: [UInt8], at index: Int, access: Access, id: TaskID, now: Timestamp, zone: Zone?, calendars: CalendarBook
    ) throws -> Entry {
        guard text.count <= RequestReading.maximumBodyBytes else {
            let limit = "is larger than \(RequestReading.maximumBodyBytes) bytes"
            return .invalid(
                Problem(status: .contentTooLarge, detail: "the task \(limit)", errors: [FieldError("/\(index)", limit)])
            )
        }
        do {
            let task = try TaskParser.parse(text, id: id, now: now, zone: zone, calendars: calendars)
            try access.require(task.group)
            return .task(task)
        } catch var problem as Problem {
            problem.errors = problem.errors.map { error in
                var error = error
                error.pointer = "/\(index)" + error.pointer
                return error
            }
            if problem.errors.isEmpty { problem.errors = [FieldError("/\(index)", problem.detail)] }
            return .invalid(problem)
        }
    }

    private static func elements(_ body: [UInt8]) throws -> [[UInt8]] {
        var texts: [[UInt8]] = []
        do {
            var reader = try JSONReader(body)
            guard try reader.peek() == .array else {
                throw Problem.malformed(
                    "the body must be a JSON array of tasks; one task per line needs Content-Type: application/x-ndjson"
                )
            }
            try reader.readArray { reader in
                guard texts.count < maximumCount else { throw tooMany }
                texts.append(try reader.readRaw().bytes)
            }
            try reader.finish()
        } catch let error as JSONError {
            throw Problem.malformed("the body is not valid JSON: \(error)")
        }
        return texts
    }

    private static func lines(_ body: [UInt8]) throws -> [[UInt8]] {
        let white = [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")]
        let lines = body.split(separator: UInt8(ascii: "\n")).filter { line in !line.allSatisfy(white.contains) }
        guard lines.count <= maximumCount else { throw tooMany }
        return lines.map(Array.init)
    }

    private static let tooMany = Problem(
        status: .contentTooLarge, detail: "a batch has at most \(maximumCount) tasks: send the rest in another")
}
