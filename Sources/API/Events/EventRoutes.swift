import HTTPTypes
import Hummingbird
import Timekeeping

/// `GET /events`: what happens, while it happens, as server-sent events.
struct EventRoutes: Sendable {
    let hub: EventHub
    let clock: any WallClock

    func add(to router: Router<APIRequestContext>) {
        router.get("/events", use: stream)
    }

    @Sendable private func stream(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let query = try EventQueryParser.parse(
            request.uri.queryParameters, lastEventID: request.headers[.lastEventID])
        let headers: HTTPFields = [
            .contentType: "text/event-stream", .cacheControl: "no-cache, no-transform", .xAccelBuffering: "no",
        ]
        guard !context.isHead else { return Response(status: .ok, headers: headers) }
        let filter = query.filter.limited(to: context.access.groups)
        let listener = try await hub.join(filter) { [channel = context.channel] in channel.close(promise: nil) }
        let stream = EventStream(
            listener: listener, archive: hub.archive, filter: filter, after: query.after, clock: clock,
            logger: context.logger, isAllowed: context.isStillAllowed)
        let body = ResponseBody { writer in
            try await request.body.consumeWithInboundCloseHandler { _ in
                var stream = stream
                try await stream.run(&writer)
            } onInboundClosed: {
                listener.leave()
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: headers, body: body)
    }
}

extension HTTPField.Name {
    /// Tells nginx and those like it to hand on what comes as it comes.
    fileprivate static let xAccelBuffering = HTTPField.Name("X-Accel-Buffering")!
}
