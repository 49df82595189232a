import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An HTTP server that records requests and sends prepared responses.
final class StubServer: Sendable {
    /// A recorded request.
    struct Request: Sendable {
        var method: String
        /// The path with its query.
        var target: String
        /// The headers by lowercased name.
        var headers: [String: String]
        var body: String
    }

    /// A prepared response.
    struct Answer: Sendable {
        var status = 200
        var headers: [String: String] = [:]
        var body = "{}"

        init(_ body: String = "{}", status: Int = 200, headers: [String: String] = [:]) {
            self.status = status
            self.headers = headers
            self.body = body
        }
    }

    private struct State {
        var requests: [Request] = []
        var answers: [String: [Answer]] = [:]
    }

    private let state = Mutex(State())
    private let channel = Mutex<(any Channel)?>(nil)

    /// Calls `body` with a server, and stops it at the end.
    ///
    /// - Parameter answers: by method and path, `GET /tasks`; the last of several stays. Everything else is answered
    ///   with 404.
    static func with<Result>(
        _ answers: [String: [Answer]] = [:], _ body: (StubServer) async throws -> Result
    ) async throws -> Result {
        let server = StubServer()
        server.state.withLock { $0.answers = answers }
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(StubServerHandler(server))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        server.channel.withLock { $0 = channel }
        do {
            let result = try await body(server)
            try await channel.close()
            return result
        } catch {
            try? await channel.close()
            throw error
        }
    }

    var url: String { "http://127.0.0.1:\(channel.withLock { $0?.localAddress?.port } ?? 0)" }
    var requests: [Request] { state.withLock { $0.requests } }
    /// Method and target of each request.
    var lines: [String] { requests.map { "\($0.method) \($0.target)" } }

    func take(_ request: Request) -> Answer {
        state.withLock { state in
            state.requests.append(request)
            let path = request.target.split(separator: "?")[0]
            let key = "\(request.method) \(path)"
            guard var answers = state.answers[key], let answer = answers.first else {
                return Answer(#"{"title":"Not Found","status":404,"detail":"there is no such thing"}"#, status: 404)
            }
            if answers.count > 1 {
                answers.removeFirst()
                state.answers[key] = answers
            }
            return answer
        }
    }
}

/// One connection of a ``StubServer``.
private final class StubServerHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let server: StubServer
    private var head: HTTPRequestHead?
    private var body = ByteBuffer()

    init(_ server: StubServer) {
        self.server = server
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body.clear()
        case .body(var part): body.writeBuffer(&part)
        case .end:
            guard let head else { return }
            let headers = head.headers.map { ($0.name.lowercased(), $0.value) }
            let answer = server.take(
                StubServer.Request(
                    method: head.method.rawValue, target: head.uri,
                    headers: Dictionary(headers, uniquingKeysWith: { $0 + ", " + $1 }), body: String(buffer: body)))
            var answerHeaders = HTTPHeaders(answer.headers.map { ($0.key, $0.value) })
            answerHeaders.add(name: "Content-Length", value: "\(answer.body.utf8.count)")
            let responseHead = HTTPResponseHead(
                version: .http1_1, status: HTTPResponseStatus(statusCode: answer.status), headers: answerHeaders)
            context.write(wrapOutboundOut(.head(responseHead)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: answer.body)))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
