import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Prepares each request for the router.
struct EdgeResponder: HTTPResponder {
    let router: RouterResponder<APIRequestContext>

    func respond(to request: Request, context: APIRequestContext) async throws -> Response {
        var context = context
        context.isHead = request.method == .head
        context.authority = request.head.authority.flatMap { Authority($0) }
        let response = try await router.respond(to: Self.routed(request, context), context: context)
        // The response to HEAD has the length of the body that GET would get.
        return context.isHead ? response.createHeadResponse() : response
    }

    /// Returns the request as routes see it: HEAD becomes GET, `+` in the query becomes a space, and a client that waits
    /// for `100 Continue` gets it when the body is read.
    private static func routed(_ request: Request, _ context: APIRequestContext) -> Request {
        var head = request.head
        if context.isHead { head.method = .get }
        if let path = head.path, let query = path.utf8.firstIndex(of: UInt8(ascii: "?")),
            path.utf8[query...].contains(UInt8(ascii: "+"))
        {
            let words = path[query...].split(separator: "+", omittingEmptySubsequences: false)
            head.path = path[..<query] + words.joined(separator: "%20")
        }
        let waits = head.headerFields[.expect] != nil
        guard waits || head != request.head else { return request }
        var routed = Request(head: head, body: request.body)
        if waits { routed.body = RequestBody(asyncSequence: AwaitedBody(base: request.body, channel: context.channel)) }
        return routed
    }
}

/// A body that the client sends after `100 Continue` (RFC 9110, 10.1.1).
private struct AwaitedBody: AsyncSequence, Sendable {
    let base: RequestBody
    let channel: any Channel

    struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var base: RequestBody.AsyncIterator
        fileprivate var channel: (any Channel)?

        mutating func next() async throws -> ByteBuffer? {
            channel?.triggerUserOutboundEvent(BodyWanted(), promise: nil)
            channel = nil
            return try await base.next()
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(base: base.makeAsyncIterator(), channel: channel) }
}

/// What Hummingbird knows of a request, what its sender may do, and the header values that several middlewares read.
struct APIRequestContext: Hummingbird.RequestContext {
    var coreContext: CoreRequestContextStorage
    var access = Access.everything
    /// Checks during long responses whether the sender still has this access. Returns `true` if that can't be found out.
    var isStillAllowed: @Sendable () async -> Bool = { true }
    /// The header `Host`; `nil` if it is missing or malformed.
    var authority: Authority?
    /// Whether the method is HEAD.
    var isHead = false
    /// Whether a web page of another origin may have sent the request.
    var isForeign = false
    /// The connection, or the stream of an HTTP/2 connection.
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }
}

/// Refuses requests whose head a server must not accept (RFC 9110, 7.2 and 10.1.1; RFC 9112, 3.2 and 6.1).
struct RequestHeadMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: APIRequestContext, next: (Request, APIRequestContext) async throws -> Response
    ) async throws -> Response {
        // An HTTP/2 client may send both `:authority` and `Host`, if they are equal.
        guard let authority = request.head.authority, !authority.isEmpty,
            request.headers[values: .host].allSatisfy({ $0 == authority })
        else { throw Problem.malformed("the request must have one header Host") }
        guard context.authority != nil else {
            throw Problem.malformed("the header Host must be a host with an optional port")
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

    /// Whether each `%` in the query begins an escape, and the decoded bytes are UTF-8.
    private static func isQueryEscaped(_ path: String) -> Bool {
        guard let query = path.utf8.firstIndex(of: UInt8(ascii: "?")),
            path.utf8[query...].contains(UInt8(ascii: "%"))
        else { return true }
        return String(path[query...]).removingPercentEncoding != nil
    }
}

extension HTTPField.Name {
    static let host = HTTPField.Name("Host")!
}
