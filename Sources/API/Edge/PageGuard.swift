import Foundation
import HTTPTypes
import Hummingbird

/// Distinguishes requests that a web page may have made a browser send from those of programs and of the API's own pages.
///
/// Without this check, any page in a browser on this machine could use the API while no key is needed: browsers send many
/// requests of a page to other origins without asking first, and only withhold the responses from the page.
struct PageGuard: Sendable {
    var hosts: HostNames
    /// The pages that may use the API; `nil` for none.
    var origins: CrossOrigins?
    /// The scheme of the API, `http` or `https`.
    var scheme: String

    /// Returns a problem if the headers show that a page of another origin may have sent the request, and says what to do
    /// about it.
    ///
    /// - Parameter authority: the value of the header `Host`, if it is well formed.
    func objection(to request: HTTPRequest, authority: Authority?) -> Problem? {
        if let authority, !hosts.contains(authority) {
            return Self.problem(
                "Host", "is not a name of this machine",
                "call it localhost or by an address, or add \(authority.host) to CARILLON_HTTP_HOSTS")
        }
        if let origin = request.headerFields[.origin] {
            if origins?.allowed(origin) != nil { return nil }
            guard isOwn(origin, authority) else {
                return Self.problem(
                    "Origin", "is not that of the API",
                    "if its pages may use the API, add the origin to CARILLON_CORS_ORIGINS")
            }
        }
        if let site = request.headerFields[.secFetchSite], site != "same-origin", site != "none" {
            return Self.problem(
                "Sec-Fetch-Site", "says that a page of another origin sends the request",
                "open the address itself, or send the request from a program")
        }
        return nil
    }

    private func isOwn(_ origin: String, _ authority: Authority?) -> Bool {
        guard let authority, let end = origin.range(of: "://"), origin[..<end.lowerBound] == scheme,
            let own = Authority(origin[end.upperBound...])
        else { return false }
        let standard = scheme == "https" ? 443 : 80
        return own.host == authority.host && (own.port ?? standard) == (authority.port ?? standard)
    }

    private static func problem(_ header: String, _ fault: String, _ remedy: String) -> Problem {
        Problem(
            status: .forbidden,
            detail: """
                the header \(header) \(fault), and while no key is needed, web pages of others may not use the API: \
                \(remedy); or create a key, so that one is needed
                """,
            errors: [FieldError(header, fault)])
    }
}

/// Refuses the requests to which ``PageGuard`` objects while no key is needed.
struct PageGuardMiddleware: RouterMiddleware {
    let pages: PageGuard
    let keys: KeyRing

    func handle(
        _ request: Request, context: APIRequestContext, next: (Request, APIRequestContext) async throws -> Response
    ) async throws -> Response {
        guard let objection = pages.objection(to: request.head, authority: context.authority) else {
            return try await next(request, context)
        }
        if HealthRoutes.paths.contains(request.uri.path) {
            // Probes use any name of the machine. They learn nothing except that the API is alive.
            var context = context
            context.isForeign = true
            return try await next(request, context)
        }
        guard try await keys.isOpen() else { return try await next(request, context) }
        throw objection
    }
}

extension HTTPField.Name {
    static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!
}
