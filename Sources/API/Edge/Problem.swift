import HTTPTypes
import Hummingbird
import JSON
import Logging
import Messages

/// An error as clients see it: `application/problem+json` (RFC 9457).
struct Problem: Error, Hashable, Sendable {
    var status: HTTPResponse.Status
    /// What is wrong and what to do about it.
    var detail: String
    var errors: [FieldError] = []
    /// When to try again, in seconds.
    var retryAfterSeconds: Int?
    /// Further headers of the response.
    var headers: HTTPFields = [:]

    static let mediaType = "application/problem+json"

    func writeErrors(into json: inout JSONWriter) {
        guard !errors.isEmpty else { return }
        json.array("errors") { json in
            for error in errors {
                json.object { json in
                    json.field("pointer", error.pointer)
                    if let column = error.column { json.field("column", column) }
                    json.field("detail", error.detail)
                }
            }
        }
    }

    /// Returns the body of the response.
    func body(requestID: String) -> [UInt8] {
        JSONWriter.object { json in
            json.field("type", "about:blank")
            json.field("title", status.reasonPhrase)
            json.field("status", status.code)
            json.field("detail", detail)
            json.field("instance", "urn:carillon:request:\(requestID)")
            writeErrors(into: &json)
        }
    }

    /// The headers of the response, without its length.
    var fields: HTTPFields {
        var headers = headers
        headers[.contentType] = Self.mediaType
        if status == .unauthorized { headers[.wwwAuthenticate] = "Bearer realm=\"carillon\"" }
        if let retryAfterSeconds { headers[.retryAfter] = String(retryAfterSeconds) }
        return headers
    }

    func response(requestID: String) -> Response {
        let body = ByteBuffer(bytes: body(requestID: requestID))
        return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: body))
    }
}

extension Problem {
    /// 400: the request is malformed.
    static func malformed(_ detail: String) -> Problem {
        Problem(status: .badRequest, detail: detail)
    }

    /// 422: the request is well formed, but some fields can't be accepted.
    static func invalid(_ errors: [FieldError]) -> Problem {
        Problem(status: .unprocessableContent, detail: "nothing was stored: see the errors", errors: errors)
    }

    /// 503: the request can't be carried out now.
    static func unavailable(_ detail: String) -> Problem {
        Problem(status: .serviceUnavailable, detail: detail, retryAfterSeconds: 2)
    }
}

/// An error in one field of a request.
struct FieldError: Error, Hashable, Sendable {
    /// A JSON pointer (RFC 6901) into the body, or the name of a query parameter.
    var pointer: String
    /// What is wrong and what was expected.
    var detail: String
    /// The position in a text, counted from 1.
    var column: Int?

    init(_ pointer: String, _ detail: String, column: Int? = nil) {
        self.pointer = pointer
        self.detail = detail
        self.column = column
    }
}

/// Turns each error into a problem, and logs those with a status of 5xx.
struct ProblemMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: APIRequestContext, next: (Request, APIRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let problem = Self.problem(for: error, request)
            if problem.status.kind == .serverError {
                context.logger.warning(
                    "a request failed",
                    metadata: [
                        "request_id": "\(context.id)", "method": "\(request.method)", "path": "\(request.uri.path)",
                        "status": "\(problem.status.code)", "error": "\(error)",
                    ])
            }
            return problem.response(requestID: context.id)
        }
    }

    private static func problem(for error: any Error, _ request: Request) -> Problem {
        switch error {
        case let problem as Problem: problem
        case let error as SchedulerUnavailable: .unavailable(error.reason)
        case let failure as SchedulerReply.Failure: Problem(failure)
        case let error as HTTPError where error.status == .notFound:
            Problem(status: .notFound, detail: "there is nothing at \(request.method) \(request.uri.path)")
        case let error as any HTTPResponseError:
            Problem(status: error.status, detail: "the request can't be served: \(error.status.reasonPhrase)")
        default: Problem(status: .internalServerError, detail: "the request failed; the log of the API says why")
        }
    }
}
