import NIOCore
import NIOPosix

/// Sends requests over keep-alive connections, from one thread.
final class LoadGenerator: Sendable {
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    /// Sends all requests of `run`, each connection one at a time, and returns when the last is answered.
    func perform(_ run: LoadRun, port: Int, connections: Int) async throws -> LoadResult {
        let start = ContinuousClock.now
        let bootstrap = ClientBootstrap(group: group)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(LoadHandler(run: run))
                }
            }
        let channels = (0..<connections).map { _ in bootstrap.connect(host: "127.0.0.1", port: port) }
        for channel in channels { try await channel.get().closeFuture.get() }
        var result = run.result
        result.elapsed = ContinuousClock.now - start
        return result
    }

    func stop() async throws {
        try await group.shutdownGracefully()
    }
}
