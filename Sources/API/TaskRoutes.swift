import HTTPTypes
import Hummingbird
import JSON
import Messages
import NIOCore
import TaskModel
import Timekeeping

/// The routes under `/tasks`. Each is one question to the scheduler, whose answer is handed on as it is.
struct TaskRoutes: Sendable {
    /// The largest body that is taken, in bytes.
    static let maximumBodyBytes = 256 * 1024

    let scheduler: any SchedulerClient
    let clock: any WallClock
    let random: RandomSource

    func add(to router: Router<APIRequestContext>) {
        router.post("/tasks", use: create)
        router.get("/tasks", use: list)
        router.get("/tasks/{task_id}", use: get)
        router.delete("/tasks/{task_id}", use: delete)
    }

    @Sendable private func create(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try Self.checkContentType(request)
        let body = try await Self.body(of: request)
        var random = random
        let id = TaskID(milliseconds: clock.now().milliseconds, using: &random)
        let task = try TaskParser.parse(body, id: id)
        _ = try await scheduler.change(.create(task))
        var response = Response.json(Answers.created(id), status: .created)
        response.headers[.location] = "/tasks/\(id)"
        return response
    }

    @Sendable private func list(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try await answer(.list(TaskQueryParser.parse(request.uri.queryParameters)))
    }

    @Sendable private func get(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try await answer(.get(Self.taskID(context)))
    }

    @Sendable private func delete(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let id = try Self.taskID(context)
        guard try await scheduler.change(.delete(id)) == .done else {
            throw Problem(status: .notFound, detail: "there is no task \(id)")
        }
        return .json(Answers.deleted, status: .ok)
    }

    // MARK: - Pieces

    private func answer(_ operation: SchedulerRequest.Operation) async throws -> Response {
        switch try await scheduler.ask(operation) {
        case .success(let answer): return .json(answer, status: .ok)
        case .failure(let failure): throw Problem(failure)
        }
    }

    private static func taskID(_ context: APIRequestContext) throws -> TaskID {
        let text = context.parameters.get("task_id") ?? ""
        guard let id = TaskID(text) else {
            throw Problem(
                status: .badRequest, detail: "the task id in the path is not a UUID",
                errors: [FieldError("task_id", "must be a UUID, as POST /tasks gave it")])
        }
        return id
    }

    private static func checkContentType(_ request: Request) throws {
        guard let type = request.headers[.contentType] else { return }
        let media = type.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        guard media == "application/json" || (media.hasPrefix("application/") && media.hasSuffix("+json")) else {
            throw Problem(
                status: .unsupportedMediaType, detail: "the body must be JSON: send Content-Type: application/json")
        }
    }

    private static func body(of request: Request) async throws -> [UInt8] {
        let tooLarge = Problem(
            status: .contentTooLarge, detail: "the body is larger than \(maximumBodyBytes) bytes")
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > maximumBodyBytes {
            throw tooLarge
        }
        do {
            let buffer = try await request.body.collect(upTo: maximumBodyBytes)
            return [UInt8](buffer: buffer)
        } catch is NIOTooManyBytesError {
            throw tooLarge
        }
    }
}

extension Problem {
    init(_ failure: SchedulerReply.Failure) {
        switch failure.code {
        case .notFound: self.init(status: .notFound, detail: failure.message)
        case .unavailable: self = .unavailable(failure.message)
        case .storageFull:
            self.init(
                status: .init(code: 507, reasonPhrase: "Insufficient Storage"), detail: failure.message)
        case .internalError: self.init(status: .internalServerError, detail: failure.message)
        }
    }
}

extension Response {
    /// A JSON answer that is ready as it is.
    static func json(_ body: RawJSON, status: HTTPResponse.Status) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body.bytes)))
    }
}
