import NIOCore

/// Answers the requests of one connection.
final class ReceiverHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private static let answer = ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    /// What stands before the number of a webhook in its first line.
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

    /// Notes the arrival of the first request in `bytes`.
    ///
    /// - Returns: its length; nil where it is not complete.
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
