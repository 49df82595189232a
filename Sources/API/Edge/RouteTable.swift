import HTTPTypes
import Hummingbird

/// The methods at each path.
struct RouteTable: Sendable {
    private let routes: [(segments: [Substring], methods: [HTTPRequest.Method])]

    /// - Parameter routes: the method and path of each route; a segment in braces matches any segment.
    init(_ routes: [(method: HTTPRequest.Method, path: String)]) {
        var methods: [String: [HTTPRequest.Method]] = [:]
        for route in routes { methods[route.path, default: []].append(route.method) }
        self.routes = methods.map { path, methods in (path.split(separator: "/"), methods) }
    }

    /// All methods of all paths.
    var methods: [HTTPRequest.Method] {
        Set(routes.flatMap(\.methods) + [.head, .options]).sorted { $0.rawValue < $1.rawValue }
    }

    /// The methods at a path, including those that the API adds itself; `nil` if there is no route.
    func methods(at path: String) -> [HTTPRequest.Method]? {
        let segments = path.split(separator: "/")
        let matching = routes.filter { route in
            route.segments.count == segments.count
                && zip(route.segments, segments).allSatisfy { $0 == $1 || $0.hasPrefix("{") }
        }
        // As in the router: from the left, a literal segment takes precedence over a parameter.
        let best = matching.min { a, b in
            for (x, y) in zip(a.segments, b.segments) where x != y { return !x.hasPrefix("{") }
            return false
        }
        guard var methods = best?.methods else { return nil }
        if methods.contains(.get) { methods.append(.head) }
        methods.append(.options)
        return methods.sorted { $0.rawValue < $1.rawValue }
    }
}

/// Responds to `OPTIONS`, and turns 404 into 405 if the path has other methods.
struct MethodMiddleware: RouterMiddleware {
    let table: RouteTable

    func handle(
        _ request: Request, context: APIRequestContext, next: (Request, APIRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound {
            // `OPTIONS *` asks about the server as a whole (RFC 9110, 9.3.7).
            if request.method == .options, request.head.path == "*" {
                let allowed = table.methods.map(\.rawValue).joined(separator: ", ")
                return Response(status: .noContent, headers: [.allow: allowed])
            }
            guard let methods = table.methods(at: request.uri.path) else { throw error }
            let allowed = methods.map(\.rawValue).joined(separator: ", ")
            if request.method == .options { return Response(status: .noContent, headers: [.allow: allowed]) }
            throw Problem(
                status: .methodNotAllowed,
                detail: "there is no \(request.method) at \(request.uri.path): it takes \(allowed)",
                headers: [.allow: allowed])
        }
    }
}
