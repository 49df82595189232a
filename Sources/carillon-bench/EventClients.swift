import NIOCore
import NIOPosix
import Synchronization

/// Clients of `GET /events` that read as fast as they can, and look at nothing.
final class EventClients: Sendable {
    private struct State {
        var open = 0
        var bytes = 0
    }

    private let state = Mutex(State())
    private let channels = Mutex<[any Channel]>([])

    /// Calls `body` with so many clients connected.
    ///
    /// - Parameter query: which events they want.
    /// - Throws: where not all of them get a stream.
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

    /// What all of them were sent, in bytes.
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
