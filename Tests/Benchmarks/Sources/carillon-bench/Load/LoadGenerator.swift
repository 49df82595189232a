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

/// One connection of the load generator: a request, its answer, the next request.
final class LoadHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let run: LoadRun
    private var request = ByteBuffer()
    private var sentAt: NIODeadline?
    /// The beginning of an answer whose end has not come yet.
    private var pending = ByteBuffer()

    init(run: LoadRun) {
        self.run = run
    }

    func channelActive(context: ChannelHandlerContext) {
        sendNext(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        if pending.readableBytes > 0 {
            pending.writeBuffer(&buffer)
            swap(&pending, &buffer)
        }
        if take(buffer.readableBytesView) {
            pending.clear()
            sendNext(context)
        } else {
            pending = buffer
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if sentAt != nil { run.unanswered("a closed connection") }
        sentAt = nil
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if sentAt != nil { run.unanswered("\(error)") }
        sentAt = nil
        context.close(promise: nil)
    }

    private func sendNext(_ context: ChannelHandlerContext) {
        guard let number = run.take() else {
            context.close(promise: nil)
            return
        }
        request.clear()
        run.write(number, &request)
        sentAt = .now()
        context.writeAndFlush(wrapOutboundOut(request), promise: nil)
    }

    /// - Returns: whether the answer is complete.
    private func take(_ bytes: ByteBufferView) -> Bool {
        bytes.withUnsafeBytes { bytes in
            guard let sentAt, let head = HTTPHead(scanning: bytes), head.totalLength <= bytes.count else {
                return false
            }
            let elapsed = NIODeadline.now() - sentAt
            self.sentAt = nil
            // "HTTP/1.1 201": the status is the tenth byte and what follows it.
            run.answered(
                status: HTTPHead.number(bytes.dropFirst(9)) ?? 0, body: bytes[head.length..<head.totalLength],
                microseconds: UInt64(elapsed.nanoseconds / 1000))
            return true
        }
    }
}
