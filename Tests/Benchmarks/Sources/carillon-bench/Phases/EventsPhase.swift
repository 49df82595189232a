import Launch
import NIOCore
import NIOPosix
import Synchronization

/// Measures the cost of many clients of `GET /events`.
struct EventsPhase {
    private static let clients = 1000

    let bench: Bench

    private struct Result {
        /// Webhooks that were scheduled and arrived, a second.
        var rate: Double
        /// CPU time of the scheduler for each, in microseconds.
        var scheduler: Double
    }

    func run() async throws {
        guard OpenFiles.raiseLimit() >= Self.clients + 200 else {
            throw BenchError("the system allows too few open files: see ulimit -n")
        }
        let alone = try await measure("nobody follows", 0, "")
        // Most dashboards show a group or a task, and little happens there.
        let quiet = try await measure("\(Self.clients) follow a quiet group", Self.clients, "group=quiet")
        let all = try await measure("\(Self.clients) follow everything", Self.clients, "")
        let report = bench.report
        report.add(
            Figure(
                "a quiet group followed: scheduler's CPU, of without", quiet.scheduler / alone.scheduler, .times,
                target: .atMost(1.15)))
        report.add(
            Figure(
                "a quiet group followed: tasks a second, of without", quiet.rate / alone.rate, .times,
                target: .atLeast(0.85)))
        report.add(
            Figure(
                "everything followed: scheduler's CPU, of without", all.scheduler / alone.scheduler, .times,
                target: .atMost(1.5)))
        // The clients share the machine with the services.
        report.add(Figure("everything followed: tasks a second, of without", all.rate / alone.rate, .times))
    }

    /// Schedules webhooks for now, and waits until the last has arrived.
    private func measure(_ name: String, _ clients: Int, _ query: String) async throws -> Result {
        let count = bench.scale.intakeTasks / 5
        bench.report.say("events: \(count) webhooks while \(name)")
        var result: Result?
        try await bench.withServices { services in
            // The first find cold caches.
            try await schedule(1000, on: services)
            try await EventClients.with(clients, query, port: services.apiPort) { followers in
                let start = ResourceUsage(of: services.processIDs)
                let begin = ContinuousClock.now
                try await schedule(count, on: services)
                let seconds = (ContinuousClock.now - begin).seconds
                let end = ResourceUsage(of: services.processIDs)
                let share = CPUShare("while \(name)", count: count, from: start, to: end)
                bench.report.add(share)
                bench.report.add(Figure("tasks while \(name)", Double(count) / seconds, .perSecond))
                if clients > 0 {
                    bench.report.add(
                        Figure("sent to followers while \(name)", Double(followers.bytes) / 1e6, .megabytes))
                    bench.addMemory(of: services, "while \(name)")
                }
                result = Result(
                    rate: Double(count) / seconds, scheduler: share.microseconds["scheduler"] ?? 0)
            }
        }
        guard let result else { throw BenchError("nothing was measured") }
        return result
    }

    private func schedule(_ count: Int, on services: Services) async throws {
        let first = bench.takeNumbers(count)
        let now = WallTime.milliseconds()
        bench.receiver.arrivals.expect(count, from: first)
        _ = try await bench.create(count, from: first, on: services) { _ in now }
        let deadline = ContinuousClock.now + .seconds(120)
        while bench.receiver.arrivals.distinct < count {
            guard ContinuousClock.now < deadline else { throw BenchError("webhooks did not arrive") }
            try await Task.sleep(for: .milliseconds(5))
            try services.checkAreRunning()
        }
    }
}

/// Clients of `GET /events` that read as fast as they can, and look at nothing.
final class EventClients: Sendable {
    private struct State {
        var open = 0
        var bytes = 0
    }

    private let state = Mutex(State())
    private let channels = Mutex<[any Channel]>([])

    /// Calls `body` with `count` clients connected.
    ///
    /// - Parameter query: which events they want.
    /// - Throws: ``BenchError`` if not all of them get a stream.
    static func with(
        _ count: Int, _ query: String, port: Int, _ body: (EventClients) async throws -> Void
    ) async throws {
        let clients = EventClients()
        do {
            for _ in 0..<count { try await clients.connect(query, port: port) }
            let deadline = ContinuousClock.now + .seconds(30)
            while clients.state.withLock({ $0.open }) < count {
                guard ContinuousClock.now < deadline else { throw BenchError("not all clients got a stream of events") }
                try await Task.sleep(for: .milliseconds(10))
            }
            try await body(clients)
        } catch {
            await clients.close()
            throw error
        }
        await clients.close()
    }

    /// The bytes that all of them received.
    var bytes: Int { state.withLock { $0.bytes } }

    private func connect(_ query: String, port: Int) async throws {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Reader(self))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        channels.withLock { $0.append(channel) }
        try await channel.writeAndFlush(
            ByteBuffer(string: "GET /events?\(query) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n"))
    }

    private func close() async {
        for channel in channels.withLock({ $0 }) { try? await channel.close() }
    }

    private final class Reader: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let clients: EventClients
        private var isOpen = false

        init(_ clients: EventClients) {
            self.clients = clients
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let buffer = unwrapInboundIn(data)
            // The first thing to come is the head.
            let opens = !isOpen && buffer.readableBytesView.starts(with: "HTTP/1.1 200".utf8)
            isOpen = isOpen || opens
            clients.state.withLock { state in
                state.bytes += buffer.readableBytes
                if opens { state.open += 1 }
            }
        }
    }
}
