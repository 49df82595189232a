import HTTPTypes
import Hummingbird
import Timekeeping

/// Lets nobody in who has no key, where keys are needed, and nobody too often.
struct AccessMiddleware: RouterMiddleware {
    /// What anybody may ask: whether the service lives, and how it is used.
    static let openPaths: Set<String> = ["/healthz", "/readyz", "/openapi.json", "/docs"]

    let keys: KeyRing
    let limiter: RateLimiter?

    func handle(
        _ request: Request, context: APIRequestContext, next: (Request, APIRequestContext) async throws -> Response
    ) async throws -> Response {
        guard !Self.openPaths.contains(request.uri.path) else { return try await next(request, context) }
        let secret = try Self.secret(request.headers)
        let caller = try await keys.caller(secret)
        var context = context
        context.access = caller.access
        context.isStillAllowed = { [keys] in await keys.allows(caller.access, to: secret) }
        guard let limiter, let name = caller.name else { return try await next(request, context) }
        let allowance = limiter.take(name)
        guard allowance.isGranted else {
            throw Problem(
                status: .tooManyRequests,
                detail: "this key may send \(limiter.perSecond) requests a second", retryAfterSeconds: 1,
                headers: allowance.headers)
        }
        var response = try await next(request, context)
        response.headers.append(contentsOf: allowance.headers)
        return response
    }

    /// - Throws: ``Problem`` 401 where the header is there and is none of ours.
    private static func secret(_ headers: HTTPFields) throws -> String? {
        let values = headers[values: .authorization]
        guard let value = values.first else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard values.count == 1, parts.count == 2, parts[0].lowercased() == "bearer", !parts[1].isEmpty else {
            throw Problem.unauthorized("the header Authorization is not understood")
        }
        return String(parts[1])
    }
}
