import TestSupport
import Testing

@Suite("A network between the services and the broker", .timeLimit(.minutes(20)))
struct NetworkFaultTests {
    private static let loss = "lost the connection to the broker"

    @Test("that delays everything, and takes it apart into small pieces, loses and repeats nothing")
    func slow() async throws {
        try await withProxy { proxy, stack in
            proxy.set(.slow(bytes: 1500, milliseconds: 2))
            try await Ledger.create(200, in: stack).expectTrueEnds(in: stack, duplicates: 0)
        }
    }

    @Test("that breaks off in the middle of a frame, again and again, loses and repeats nothing")
    func truncated() async throws {
        try await withProxy { proxy, stack in
            try await during(proxy, stack, [30, 100, 170].map { ($0, .truncation(bytes: 3 + 97 * $0)) })
        }
    }

    @Test("that closes one direction and leaves the other open loses and repeats nothing")
    func halfClosed() async throws {
        try await withProxy { proxy, stack in
            try await during(proxy, stack, [(40, .serverHalfClosed), (120, .clientHalfClosed)])
        }
    }

    @Test("that swallows everything until the heartbeats give up, and comes back, loses and repeats nothing")
    func blackHole() async throws {
        try await withProxy { proxy, stack in
            async let creation = Ledger.create(300, in: stack)
            try await wait(until: "60 webhooks have arrived", timeout: .seconds(90)) { stack.receiver.count >= 60 }
            proxy.set(.blackHole)
            try await wait(until: "every service knows", timeout: .seconds(90), every: .milliseconds(200)) {
                stack.services.allSatisfy { $0.log.contains(Self.loss) }
            }
            proxy.set(.fair)
            try await creation.expectTrueEnds(in: stack, duplicates: 0)
        }
    }

    /// Causes accidents while a burst goes on, each once so many webhooks have arrived.
    private func during(
        _ proxy: FaultyProxy, _ stack: Stack, _ accidents: [(arrived: Int, accident: FaultyProxy.Accident)]
    ) async throws {
        async let creation = Ledger.create(300, in: stack)
        for (arrived, accident) in accidents {
            try await wait(until: "\(arrived) webhooks have arrived", timeout: .seconds(90)) {
                stack.receiver.count >= arrived
            }
            proxy.cause(accident)
        }
        // An executor that lives knows what it has done: nothing arrives twice.
        try await creation.expectTrueEnds(in: stack, duplicates: 0)
        #expect(stack.services.allSatisfy { $0.log.contains(Self.loss) })
    }

    private func withProxy(
        isolation: isolated (any Actor)? = #isolation, _ body: (FaultyProxy, Stack) async throws -> Void
    ) async throws {
        let proxy = try FaultyProxy(to: await BrokerNode.shared().port)
        defer { proxy.stop() }
        let options = StackOptions(executors: [["CARILLON_CONCURRENCY": "20"]], brokerPort: proxy.port)
        try await withStack(options) { stack in
            Ledger.prepare(stack.receiver)
            try await body(proxy, stack)
        }
    }
}
