import Foundation
import HTTPTypes
import Hummingbird

/// Refuses requests whose head no server may take (RFC 9110, 7.2 and 10.1.1; RFC 9112, 3.2 and 6.1).
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
        guard request.headers[values: .transferEncoding].allSatisfy({ $0.lowercased() == "chunked" }) else {
            throw Problem.malformed("the header Transfer-Encoding can only be chunked, and only in HTTP/1.1")
        }
        guard Self.isQueryEscaped(request.head.path ?? "") else {
            throw Problem.malformed(
                "the query must be UTF-8, percent-encoded: each % is followed by two hexadecimal digits")
        }
        if let expectation = request.headers[.expect], expectation.lowercased() != "100-continue" {
            throw Problem(
                status: .expectationFailed, detail: "the header Expect can only be 100-continue",
                errors: [FieldError("Expect", "must be 100-continue, or left out")])
        }
        return try await next(request, context)
    }

    /// Whether each `%` in the query of a path begins an escape, and the bytes are text.
    private static func isQueryEscaped(_ path: String) -> Bool {
        guard let query = path.firstIndex(of: "?"), path[query...].contains("%") else { return true }
        return String(path[query...]).removingPercentEncoding != nil
    }
}

extension HTTPField.Name {
    static let host = HTTPField.Name("Host")!
}
