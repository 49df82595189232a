import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Ends what takes too long on a connection (or a stream of HTTP/2), and refuses heads that can't be read.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limits: ConnectionLimits
    private var timer: RequestTimer
    private var alarm: (task: Scheduled<Void>, at: NIODeadline)?
    /// A stream of HTTP/2 ends by itself; it must not speak of its connection.
    private var isConnection = false
    /// Of the connection, where this is a stream of it.
    private var connection: SecureConnectionGuard?
    /// Whether nothing follows the answer that is under way.
    private var endsWithAnswer = false
    /// Whether the client of the last request waits for `100 Continue`, or an answer, before it sends the body.
    private var awaitsContinue = false
    /// Whether the answer that is under way came without a look at the body, so that nothing follows it.
    private var endsUnread = false

    init(_ limits: ConnectionLimits) {
        self.limits = limits
        timer = RequestTimer(limits: limits, now: .now())
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let pipeline = context.pipeline.syncOperations
        if let decoder = try? pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self) {
            isConnection = true
            let probe = ArrivalProbe { [unowned self] in timer.bytesArrived(at: .now()) }
            // What can't be added is a probe of a connection that is closed already.
            try? pipeline.addHandler(probe, position: .before(decoder))
            try? pipeline.addHandler(VersionGuard(), position: .after(decoder))
        } else if let parent = context.channel.parent, parent.eventLoop === context.eventLoop {
            connection = try? parent.pipeline.syncOperations.handler(type: SecureConnectionGuard.self)
            connection?.streamOpened()
        }
        setAlarm(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        alarm?.task.cancel()
        alarm = nil
        connection?.streamClosed()
        connection = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        alarm?.task.cancel()
        alarm = nil
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !timer.isRefused else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            timer.headArrived(at: .now())
            awaitsContinue = head.headerFields[.expect]?.lowercased() == "100-continue"
        case .body: awaitsContinue = false
        case .end:
            timer.endArrived()
            awaitsContinue = false
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        setAlarm(context)
        context.fireChannelReadComplete()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        timer.writability(context.channel.isWritable, at: .now())
        setAlarm(context)
        context.fireChannelWritabilityChanged()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if awaitsContinue, timer.answersOwed == 1 {
            // It is answered without its body, which the client may now send or keep: the connection can't go on.
            awaitsContinue = false
            if isConnection { endsUnread = true }
        }
        switch unwrapOutboundIn(data) {
        case .head(var head) where (endsWithAnswer || endsUnread) && isConnection:
            head.headerFields[.connection] = "close"
            context.write(wrapOutboundOut(.head(head)), promise: promise)
            return
        case .head, .body: break
        case .end:
            timer.answered(at: .now())
            if endsUnread {
                timer.refused(at: .now())
                context.writeAndFlush(data, promise: promise)
                context.close(mode: .output, promise: nil)
                setAlarm(context)
                return
            }
            setAlarm(context)
        }
        context.write(data, promise: promise)
    }

    func triggerUserOutboundEvent(
        context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?
    ) {
        guard event is BodyWanted else {
            context.triggerUserOutboundEvent(event, promise: promise)
            return
        }
        if awaitsContinue, timer.answersOwed == 1, !timer.isRefused {
            awaitsContinue = false
            context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
        }
        promise?.succeed()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard isConnection, let error = error as? HTTPParserError else {
            context.fireErrorCaught(error)
            return
        }
        if timer.answersOwed > 0 {
            // Whoever waits for the rest of a body is told; what was asked before is answered first.
            endsWithAnswer = true
            timer.refused(at: .now())
            setAlarm(context)
            context.fireErrorCaught(error)
        } else if error == .headerOverflow {
            refuse(
                Problem(
                    status: .requestHeaderFieldsTooLarge,
                    detail: """
                        the head of the request is too large: at most \(limits.fields) fields, \
                        \(limits.fieldBytes) bytes each, \(limits.headBytes) bytes together
                        """), context)
        } else {
            refuse(Problem(status: .badRequest, detail: "this is no request of HTTP/1.1"), context)
        }
    }

    /// Answers where nobody else will, and ends the connection.
    private func refuse(_ problem: Problem, _ context: ChannelHandlerContext) {
        guard !timer.isRefused else { return }
        timer.refused(at: .now())
        let body = problem.body(requestID: RequestID().description)
        var fields = problem.fields
        fields[.contentLength] = String(body.count)
        fields[.connection] = "close"
        let head = HTTPResponse(status: problem.status, headerFields: fields)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        // Only this side: bytes that nobody reads would make the system take the answer back.
        context.close(mode: .output, promise: nil)
        setAlarm(context)
    }

    /// Sees to it that ``ring`` comes no later than it must. One that comes too early sets the next.
    private func setAlarm(_ context: ChannelHandlerContext) {
        let due = timer.next.at
        guard due != .distantFuture else { return }
        if let alarm {
            guard due < alarm.at else { return }
            alarm.task.cancel()
        }
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: due) { self.ring(context) }
        alarm = (task, due)
    }

    private func ring(_ context: ChannelHandlerContext) {
        alarm = nil
        let next = timer.next
        guard next.at <= .now() else {
            setAlarm(context)
            return
        }
        switch next.expiry {
        case .idle, .stalled, .lingering: context.close(promise: nil)
        case .head:
            let detail = "the head of the request did not arrive within \(limits.request.components.seconds) seconds"
            refuse(Problem(status: .requestTimeout, detail: detail), context)
        case .body:
            endsWithAnswer = true
            timer.refused(at: .now())
            setAlarm(context)
            context.fireErrorCaught(RequestTimedOut())
        }
    }
}

@available(*, unavailable)
extension ConnectionGuard: Sendable {}
