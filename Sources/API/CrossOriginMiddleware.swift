import HTTPTypes
import Hummingbird

/// Tells browsers which pages may use the API.
///
/// Hummingbird has such a middleware, too, but that one names the exposed headers in the answer to a preflight, where
/// browsers do not look for them, and takes no list of origins that is known at run time only.
struct CrossOriginMiddleware: RouterMiddleware {
    /// What the scripts of pages may see of an answer beside what they always may.
    static let exposed = "Allow, ETag, Location, Retry-After, RateLimit, RateLimit-Policy, Idempotent-Replayed"
    static let methods = "GET, POST, PUT, PATCH, DELETE"
    /// What scripts may send.
    static let headers = "Authorization, Content-Type, If-Match, Idempotency-Key, Last-Event-ID"
    /// How long a browser need not ask again, in seconds.
    static let maximumAge = "600"

    let origins: CrossOrigins

    func handle(
        _ request: Request, context: APIRequestContext, next: (Request, APIRequestContext) async throws -> Response
    ) async throws -> Response {
        let allowed = request.headers[.origin].flatMap(origins.allowed)
        var response: Response
        if request.method == .options, allowed != nil, request.headers[.accessControlRequestMethod] != nil {
            // A preflight has no key, and needs none: it is told nothing but what follows.
            response = Response(status: .noContent)
            response.headers[.accessControlAllowMethods] = Self.methods
            response.headers[.accessControlAllowHeaders] = Self.headers
            response.headers[.accessControlMaxAge] = Self.maximumAge
        } else {
            response = try await next(request, context)
            if allowed != nil { response.headers[.accessControlExposeHeaders] = Self.exposed }
        }
        response.headers[.accessControlAllowOrigin] = allowed
        // What a cache keeps for one page may not be for another.
        if origins != .all { response.headers[values: .vary].append("Origin") }
        return response
    }
}
