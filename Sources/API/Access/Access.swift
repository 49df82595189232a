import HTTPTypes
import Hummingbird
import Messages
import TaskModel
import Timekeeping

/// What the sender of a request may do.
struct Access: Hashable, Sendable {
    var scope: AccessScope
    /// The groups whose tasks the sender may see; `nil` for all.
    var groups: Set<TaskGroup>?

    static let everything = Access(scope: .admin, groups: nil)

    /// - Throws: ``Problem`` 403 if the scope does not suffice.
    func require(_ needed: AccessScope) throws {
        guard scope < needed else { return }
        throw Problem(
            status: .forbidden,
            detail: "this key has the scope \(scope.rawValue), and the request needs \(needed.rawValue)")
    }

    /// - Throws: ``Problem`` 403 if the sender may not see tasks of this group.
    func require(_ group: TaskGroup, at pointer: String = "/group") throws {
        guard let groups, !groups.contains(group) else { return }
        let allowed = groups.sorted().map(\.rawValue).joined(separator: ", ")
        throw Problem(
            status: .forbidden, detail: "this key is not for the group \(group)",
            errors: [FieldError(pointer, "must be one of \(allowed)")])
    }

    /// Limits a change to the tasks that the sender may see.
    func limit(_ change: TaskChange) -> TaskChange {
        groups.map { .scoped($0, change) } ?? change
    }
}

/// Refuses requests without a valid key, if keys are in use, and requests that exceed the rate limit of their key.
struct AccessMiddleware: RouterMiddleware {
    /// The paths that need no key.
    static let openPaths: Set<String> = ["/healthz", "/readyz", "/openapi.json", "/openapi.yaml", "/docs"]

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

    /// - Throws: ``Problem`` 401 if the header is malformed.
    private static func secret(_ headers: HTTPFields) throws -> String? {
        let values = headers[values: .authorization]
        guard let value = values.first else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard values.count == 1, parts.count == 2, parts[0].lowercased() == "bearer", !parts[1].isEmpty else {
            throw Problem.unauthorized("the header Authorization is malformed")
        }
        return String(parts[1])
    }
}
