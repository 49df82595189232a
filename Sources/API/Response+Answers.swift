import HTTPTypes
import Hummingbird
import JSON
import Messages
import NIOCore
import TaskModel

extension SchedulerClient {
    /// Asks, and hands the answer on.
    func answer(_ operation: SchedulerRequest.Operation) async throws -> Response {
        switch try await ask(operation) {
        case .success(let answer): return .json(answer, status: .ok)
        case .failure(let failure): throw Problem(failure)
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
                status: .init(code: 507, reasonPhrase: "Insufficient Storage"), detail: failure.message,
                retryAfterSeconds: 30)
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

    /// The answer about a task that the request made, or found there.
    static func created(_ id: TaskID, _ body: RawJSON, status: HTTPResponse.Status) -> Response {
        var response = json(body, status: status)
        response.headers[.location] = "/tasks/\(id)"
        return response
    }
}
