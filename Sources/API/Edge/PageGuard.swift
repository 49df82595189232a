import Foundation
import HTTPTypes
import Hummingbird

/// Tells requests that a web page may have made a browser send from those of programs and of the API's own pages.
///
/// While no key is needed, a browser on this machine could otherwise be used by any page that it shows: browsers send many
/// requests of a page to other origins without asking first, and only keep the answers from it.
struct PageGuard: Sendable {
    var hosts: HostNames
    /// Pages that may use the API.
    var origins: CrossOrigins?
    /// `http` or `https`, as the API speaks it.
    var scheme: String

    /// What a request shows of a page of another origin, and what to do about it; `nil` if it shows nothing.
    func objection(to request: HTTPRequest) -> Problem? {
        let authority = request.authority.flatMap { Authority($0) }
        if let authority, !hosts.contains(authority) {
            return Self.problem(
                "Host", "is not a name of this machine",
                "call it localhost or by an address, or add \(authority.host) to CARILLON_HTTP_HOSTS")
        }
        if let origin = request.headerFields[.origin] {
            if origins?.allowed(origin) != nil { return nil }
            guard isOwn(origin, authority) else {
                return Self.problem(
                    "Origin", "is another than that of the API",
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

/// Refuses what ``PageGuard`` objects to while no key is needed.
struct PageGuardMiddleware: RouterMiddleware {
    let pages: PageGuard
    let keys: KeyRing

    func handle(
        _ request: Request, context: APIRequestContext, next: (Request, APIRequestContext) async throws -> Response
    ) async throws -> Response {
        guard let objection = pages.objection(to: request.head) else { return try await next(request, context) }
        if HealthRoutes.paths.contains(request.uri.path) {
            // Probes call the machine by any name. They are told no more than that it lives.
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
