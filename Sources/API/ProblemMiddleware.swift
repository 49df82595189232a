import HTTPTypes
import Hummingbird
import Logging
import Messages

/// Turns every error into a problem, and logs those that are ours.
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
