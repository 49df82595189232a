import AsyncHTTPClient
import NIOCore
import NIOHTTP1

extension APIClient {
    /// Reads a stream of events until it ends, or `body` says that it is enough.
    ///
    /// - Parameters:
    ///   - body: told each block of it, and whether it is enough by then.
    /// - Returns: whether it was enough.
    /// - Throws: ``Failure`` where the server can't be reached or does not answer with 2xx; where the stream breaks, with
    ///   ``Outcome/unavailable``.
    func events(
        _ request: APIRequest, flags: FlagMap, _ body: (ServerSentEvents.Block) throws -> Bool
    ) async throws -> Bool {
        var message = message(request)
        message.headers.replaceOrAdd(name: "Accept", value: "text/event-stream")
        do {
            let response = try await http.execute(message, deadline: .distantFuture)
            trace("\(request.method) \(settings.server.url)\(request.target): \(response.status.code)")
            guard response.status == .ok else {
                let text = try await response.body.collect(upTo: Self.maximumBody)
                _ = try checked(
                    APIResponse(status: Int(response.status.code), etag: nil, body: Array(text.readableBytesView)),
                    flags: flags)
                throw Failure(.unavailable, "the server answered \(response.status.code), and no stream of events")
            }
            var events = ServerSentEvents()
            for try await bytes in response.body {
                for block in try events.feed(bytes.readableBytesView) where try body(block) { return true }
            }
            return false
        } catch {
            throw unreachable(error, request)
        }
    }
}
