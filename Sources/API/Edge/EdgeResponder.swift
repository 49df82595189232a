import HTTPTypes
import Hummingbird
import NIOCore

/// What is done with every request before the router sees it.
struct EdgeResponder: HTTPResponder {
    let router: RouterResponder<APIRequestContext>

    func respond(to request: Request, context: APIRequestContext) async throws -> Response {
        var context = context
        context.isHead = request.method == .head
        let response = try await router.respond(to: Self.routed(request, context), context: context)
        // The head of a HEAD says how long the body of a GET would be.
        return context.isHead ? response.createHeadResponse() : response
    }

    /// The request as routes see it: HEAD is GET, `+` in the query is a space, and who waits for `100 Continue` gets it when
    /// the body is read.
    private static func routed(_ request: Request, _ context: APIRequestContext) -> Request {
        var head = request.head
        if context.isHead { head.method = .get }
        if let path = head.path, let query = path.firstIndex(of: "?"), path[query...].contains("+") {
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

/// A body whose client waits for `100 Continue` before it sends it (RFC 9110, 10.1.1).
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
