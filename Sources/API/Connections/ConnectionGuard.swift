import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Enforces the time limits of a connection, or of an HTTP/2 stream, and refuses malformed heads.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limits: ConnectionLimits
    private var timer: RequestTimer
    private var alarm: (task: Scheduled<Void>, at: NIODeadline)?
    /// An HTTP/2 stream ends by itself, and must not send the header `Connection`.
    private var isConnection = false
    /// The guard of the connection, if this is an HTTP/2 stream.
    private var connection: SecureConnectionGuard?
    /// Whether the connection ends after the response that is under way.
    private var endsWithAnswer = false
    /// Whether the client of the last request waits for `100 Continue`, or a response, before it sends the body.
    private var awaitsContinue = false
    /// Whether the response that is under way was sent without reading the body, so that the connection ends after it.
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
            // Adding the probe fails only if the connection is closed already.
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
            // The response does not depend on the body, which the client may or may not send now: the connection must
            // end.
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
            // A reader that waits for the rest of a body gets the error; earlier requests are answered first.
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
            refuse(Problem(status: .badRequest, detail: "this is not an HTTP/1.1 request"), context)
        }
    }

    /// Sends a problem for a request that never reaches the router, and ends the connection.
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
        // Closes only the sending side: with unread bytes, the system would discard the response.
        context.close(mode: .output, promise: nil)
        setAlarm(context)
    }

    /// Makes sure that ``ring`` is called in time. If it is called too early, it sets the next alarm.
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

/// Reports that bytes have arrived, before they are parsed.
final class ArrivalProbe: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let arrived: () -> Void

    init(_ arrived: @escaping () -> Void) {
        self.arrived = arrived
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        arrived()
        context.fireChannelRead(data)
    }
}

/// Sent when the body is about to be read, so that a client that waits for `100 Continue` gets it now.
struct BodyWanted: Sendable {}
