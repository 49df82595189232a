import Foundation
import NIOCore
import NIOHTTP1

/// One connection of a ``Receiver``.
final class ReceiverHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let receiver: Receiver
    private var head: (HTTPRequestHead, arrival: Date)?
    private var body = ByteBuffer()
    /// Of the latest request.
    private var number: Int?

    init(_ receiver: Receiver) {
        self.receiver = receiver
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = (head, Date())
            body.clear()
        case .body(var part): body.writeBuffer(&part)
        case .end:
            guard let (head, arrival) = head else { return }
            let headers = head.headers.map { ($0.name.lowercased(), $0.value) }
            let request = ReceivedRequest(
                method: head.method.rawValue, path: head.uri,
                headers: Dictionary(headers, uniquingKeysWith: { $0 + ", " + $1 }), body: String(buffer: body),
                arrival: arrival)
            let (number, answer) = receiver.take(request)
            self.number = number
            respond(to: number, with: answer, on: context.channel)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if let number { receiver.lose(number) }
        context.fireChannelInactive()
    }

    private func respond(to number: Int, with answer: ReceiverAnswer, on channel: any Channel) {
        let send: @Sendable () -> Void = { [receiver] in
            // First, so that whoever hears of the answer finds it so.
            receiver.end(number)
            Self.send(answer, on: channel)
        }
        if answer.isHeld {
            receiver.hold(send)
        } else if answer.delay > .zero {
            channel.eventLoop.scheduleTask(in: TimeAmount(answer.delay), send)
        } else {
            send()
        }
    }

    private static func send(_ answer: ReceiverAnswer, on channel: any Channel) {
        var headers = HTTPHeaders(answer.headers.map { ($0.key, $0.value) })
        headers.add(name: "Content-Length", value: "\(answer.body.utf8.count)")
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: answer.status), headers: headers)
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
        channel.write(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: answer.body))), promise: nil)
        channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
    }
}
