import HTTPTypes
import Hummingbird

/// The web pages whose scripts may use the API (CORS).
public enum CrossOrigins: Hashable, Sendable {
    case all
    /// These origins, each in the form that browsers send, such as `https://example.com`.
    case only(Set<String>)

    /// - Parameter text: origins separated by commas, or `*`.
    /// - Returns: `nil` if the text is malformed.
    public init?(_ text: String) {
        if text == "*" {
            self = .all
            return
        }
        let origins = text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()).lowercased()
        }
        guard origins.allSatisfy(Self.isOrigin) else { return nil }
        self = .only(Set(origins))
    }

    /// Whether the text is a scheme, a host and an optional port: browsers send no other form, so no other would match.
    private static func isOrigin(_ text: String) -> Bool {
        guard let scheme = ["http://", "https://"].first(where: text.hasPrefix) else { return false }
        let host = text.dropFirst(scheme.count)
        return !host.isEmpty
            && host.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                default: ".-:[]_".utf8.contains(byte)
                }
            }
    }

    /// The value of `Access-Control-Allow-Origin` for a page; `nil` if the page may not read the response.
    func allowed(_ origin: String) -> String? {
        switch self {
        case .all: "*"
        case .only(let origins): origins.contains(origin) ? origin : nil
        }
    }
}

/// Tells browsers which pages may use the API.
///
/// Hummingbird has such a middleware, too. But that one sends the exposed headers in the response to a preflight, where
/// browsers ignore them, and its list of origins is fixed at compile time.
struct CrossOriginMiddleware: RouterMiddleware {
    /// The headers that scripts may read in addition to those that they always may.
    static let exposed = "Allow, ETag, Location, Retry-After, RateLimit, RateLimit-Policy, Idempotent-Replayed"
    static let methods = "GET, POST, PUT, PATCH, DELETE"
    /// The headers that scripts may send.
    static let headers = "Authorization, Content-Type, If-Match, Idempotency-Key, Last-Event-ID"
    /// How long browsers may cache the response to a preflight, in seconds.
    static let maximumAge = "600"

    let origins: CrossOrigins

    func handle(
        _ request: Request, context: APIRequestContext, next: (Request, APIRequestContext) async throws -> Response
    ) async throws -> Response {
        let allowed = request.headers[.origin].flatMap(origins.allowed)
        var response: Response
        if request.method == .options, allowed != nil, request.headers[.accessControlRequestMethod] != nil {
            // A preflight has no key and needs none: the response contains only the headers below.
            response = Response(status: .noContent)
            response.headers[.accessControlAllowMethods] = Self.methods
            response.headers[.accessControlAllowHeaders] = Self.headers
            response.headers[.accessControlMaxAge] = Self.maximumAge
        } else {
            response = try await next(request, context)
            if allowed != nil { response.headers[.accessControlExposeHeaders] = Self.exposed }
        }
        response.headers[.accessControlAllowOrigin] = allowed
        // A cached response for one page may not be valid for another.
        if origins != .all { response.headers[values: .vary].append("Origin") }
        return response
    }
}
