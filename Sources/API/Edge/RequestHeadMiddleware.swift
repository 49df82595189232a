import HTTPTypes
import Hummingbird

/// Refuses requests whose head no server may take (RFC 9110, 7.2 and 10.1.1; RFC 9112, 3.2).
struct RequestHeadMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: APIRequestContext, next: (Request, APIRequestContext) async throws -> Response
    ) async throws -> Response {
        // Over HTTP/2 a client may say it twice, the same.
        guard let authority = request.head.authority, !authority.isEmpty,
            request.headers[values: .host].allSatisfy({ $0 == authority })
        else { throw Problem.malformed("the request must have one header Host") }
        guard Authority(authority) != nil else {
            throw Problem.malformed("the header Host is not a host, perhaps with a port")
        }
        if let expectation = request.headers[.expect], expectation.lowercased() != "100-continue" {
            throw Problem(
                status: .expectationFailed, detail: "the header Expect can only be 100-continue",
                errors: [FieldError("Expect", "must be 100-continue, or left out")])
        }
        return try await next(request, context)
    }
}

extension HTTPField.Name {
    static let host = HTTPField.Name("Host")!
}
