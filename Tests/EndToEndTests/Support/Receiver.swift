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
        /// By their numbers; those that are not answered yet.
        var underWay: [Int: ReceivedRequest] = [:]
        var mostAtOnce = 0
        var abandoned: [ReceivedRequest] = []
    }

    private let state = Mutex(State())
    private let channel = Mutex<(any Channel)?>(nil)

    /// Calls `body` with a receiver that lives as long.
    static func with(
        isolation: isolated (any Actor)? = #isolation, _ body: (Receiver) async throws -> Void
    ) async throws {
        let receiver = try await Receiver.start()
        let result: Result<Void, any Error>
        do { result = .success(try await body(receiver)) } catch { result = .failure(error) }
        await receiver.stop()
        try result.get()
    }

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

    func url(_ path: String = "/") -> String { "http://\(host)\(path)" }

    /// Its address and port.
    var host: String { "127.0.0.1:\(channel.withLock { $0?.localAddress?.port } ?? 0)" }

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

    /// How many requests were under way at the same time, at most.
    var mostAtOnce: Int { state.withLock { $0.mostAtOnce } }
    /// Requests whose connection was closed before they were answered.
    var abandoned: [ReceivedRequest] { state.withLock { $0.abandoned } }

    func requests(to path: String) -> [ReceivedRequest] { requests.filter { $0.path == path } }

    // MARK: For the handler

    /// - Returns: the number of the request, and its answer.
    func take(_ request: ReceivedRequest) -> (Int, ReceiverAnswer) {
        state.withLock { state in
            let number = state.requests.count
            state.requests.append(request)
            state.underWay[number] = request
            state.mostAtOnce = max(state.mostAtOnce, state.underWay.count)
            return (number, Self.answer(to: request, &state))
        }
    }

    private static func answer(to request: ReceivedRequest, _ state: inout State) -> ReceiverAnswer {
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

    /// The request is about to be answered.
    func end(_ number: Int) {
        _ = state.withLock { $0.underWay.removeValue(forKey: number) }
    }

    /// The connection of the request is gone.
    func lose(_ number: Int) {
        state.withLock { state in
            if let request = state.underWay.removeValue(forKey: number) { state.abandoned.append(request) }
        }
    }

    func hold(_ send: @escaping @Sendable () -> Void) {
        state.withLock { $0.held.append(send) }
    }
}
