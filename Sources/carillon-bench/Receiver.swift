import NIOCore
import NIOPosix

/// The other end of the webhooks: answers 200 at once, and notes in ``arrivals`` when each arrived.
final class Receiver: Sendable {
    let arrivals: Arrivals
    let port: Int
    private let channel: any Channel
    private let group: MultiThreadedEventLoopGroup

    private init(arrivals: Arrivals, port: Int, channel: any Channel, group: MultiThreadedEventLoopGroup) {
        self.arrivals = arrivals
        self.port = port
        self.channel = channel
        self.group = group
    }

    /// Listens on a free loopback port, with one thread.
    static func start() async throws -> Receiver {
        let arrivals = Arrivals()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ReceiverHandler(arrivals: arrivals))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        guard let port = channel.localAddress?.port else { throw BenchError("the receiver has no port") }
        return Receiver(arrivals: arrivals, port: port, channel: channel, group: group)
    }

    func stop() async throws {
        try await channel.close()
        try await group.shutdownGracefully()
    }
}
