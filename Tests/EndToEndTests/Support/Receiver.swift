import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Takes webhooks, remembers each and answers as it was told.
final class Receiver: Sendable {
    private struct State {
        var requests: [ReceivedRequest] = []
        var answers: [String: [ReceiverAnswer]] = [:]
        var standard = ReceiverAnswer()
        /// Decides where it is given: told the request, and how many came before it with the same idempotency key.
        var decide: (@Sendable (ReceivedRequest, Int) -> ReceiverAnswer)?
        var earlier: [String: Int] = [:]
        var held: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())
    private let channel = Mutex<(any Channel)?>(nil)

    static func start() async throws -> Receiver {
        let receiver = Receiver()
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(ReceiverHandler(receiver))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        receiver.channel.withLock { $0 = channel }
        return receiver
    }

    func stop() async {
        release()
        try? await channel.withLock { $0 }?.close()
    }

    func url(_ path: String = "/") -> String {
        "http://127.0.0.1:\(channel.withLock { $0?.localAddress?.port } ?? 0)\(path)"
    }

    // MARK: What it answers

    /// The answers to the requests for a path, in order; the last one stays.
    func answer(_ path: String, _ answers: ReceiverAnswer...) {
        state.withLock { $0.answers[path] = answers }
    }

    /// The answer where nothing else is said.
    func answer(_ answer: ReceiverAnswer) {
        state.withLock { $0.standard = answer }
    }

    /// What decides every answer.
    ///
    /// - Parameter decide: told the request, and how many came before it with the same idempotency key.
    func answer(_ decide: @escaping @Sendable (ReceivedRequest, _ earlier: Int) -> ReceiverAnswer) {
        state.withLock { $0.decide = decide }
    }

    /// Sends the answers that are held.
    func release() {
        let held = state.withLock { state in
            defer { state.held = [] }
            return state.held
        }
        for send in held { send() }
    }

    // MARK: What it got

    var requests: [ReceivedRequest] { state.withLock { $0.requests } }
    var count: Int { state.withLock { $0.requests.count } }
    /// How many answers are held: so many requests are under way at once.
    var heldCount: Int { state.withLock { $0.held.count } }

    func requests(to path: String) -> [ReceivedRequest] { requests.filter { $0.path == path } }

    // MARK: For the handler

    func take(_ request: ReceivedRequest) -> ReceiverAnswer {
        state.withLock { state in
            state.requests.append(request)
            let earlier = state.earlier[request.idempotencyKey ?? "", default: 0]
            state.earlier[request.idempotencyKey ?? "", default: 0] += 1
            if let decide = state.decide { return decide(request, earlier) }
            guard var answers = state.answers[request.path], let answer = answers.first else { return state.standard }
            if answers.count > 1 {
                answers.removeFirst()
                state.answers[request.path] = answers
            }
            return answer
        }
    }

    func hold(_ send: @escaping @Sendable () -> Void) {
        state.withLock { $0.held.append(send) }
    }
}
