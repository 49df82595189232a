import NIOCore
import NIOPosix
import Synchronization

/// Receives the webhooks: answers 200 at once, and records in ``arrivals`` when each arrived.
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

/// Answers the requests of one connection.
final class ReceiverHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private static let answer = ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    /// The first line up to the number of a webhook.
    private static let path: StaticString = "POST /hook/"

    private let arrivals: Arrivals
    /// The beginning of a request whose end has not come yet.
    private var pending = ByteBuffer()

    init(arrivals: Arrivals) {
        self.arrivals = arrivals
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let time = WallTime.now()
        var buffer = unwrapInboundIn(data)
        if pending.readableBytes > 0 {
            pending.writeBuffer(&buffer)
            swap(&pending, &buffer)
        }
        while let length = take(buffer.readableBytesView, at: time) {
            buffer.moveReaderIndex(forwardBy: length)
            context.write(wrapOutboundOut(Self.answer), promise: nil)
        }
        pending = buffer
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.flush()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    /// Records the arrival of the first request in `bytes`.
    ///
    /// - Returns: its length; `nil` if it is not complete.
    private func take(_ bytes: ByteBufferView, at time: Int64) -> Int? {
        bytes.withUnsafeBytes { bytes in
            guard let head = HTTPHead(scanning: bytes), head.totalLength <= bytes.count else { return nil }
            if let number = HTTPHead.number(bytes.dropFirst(Self.path.utf8CodeUnitCount)) {
                arrivals.record(number, at: time)
            }
            return head.totalLength
        }
    }
}

/// When each webhook of a measurement arrived, by its number.
final class Arrivals: Sendable {
    /// The arrivals so far.
    struct Tally: Sendable {
        /// The number of the first webhook.
        var first = 0
        /// Nanoseconds since 1970 of each webhook's first arrival; 0 while it has not arrived.
        var times: [Int64] = []
        /// How many webhooks have arrived at least once.
        var distinct = 0
        /// Arrivals beyond the first.
        var duplicates = 0
        /// The latest of ``times``.
        var last: Int64 = 0

        var lost: Int { times.count - distinct }
    }

    private let tally = Mutex(Tally())

    /// Forgets everything, and expects `count` webhooks numbered from `first`. Other numbers are ignored.
    func expect(_ count: Int, from first: Int) {
        // Allocated and touched beforehand: no arrival waits for memory.
        let fresh = Tally(first: first, times: [Int64](repeating: 0, count: count))
        tally.withLock { $0 = fresh }
    }

    func record(_ number: Int, at time: Int64) {
        tally.withLock { tally in
            let index = number - tally.first
            guard tally.times.indices.contains(index) else { return }
            guard tally.times[index] == 0 else {
                tally.duplicates += 1
                return
            }
            tally.times[index] = time
            tally.distinct += 1
            tally.last = time
        }
    }

    var distinct: Int { tally.withLock { $0.distinct } }

    func read() -> Tally { tally.withLock { $0 } }
}
