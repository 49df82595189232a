import NIOCore
import NIOTLS

/// Closes a connection whose TLS handshake takes too long, and one over HTTP/2 that has no stream for too long.
///
/// Hummingbird takes leave of an idle connection over HTTP/2 in order, and waits for the client to agree, which one that
/// says nothing never does.
final class SecureConnectionGuard: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny
    typealias InboundOut = NIOAny

    private let limits: ConnectionLimits
    private var context: ChannelHandlerContext?
    private var alarm: Scheduled<Void>?
    private var streams = 0

    init(_ limits: ConnectionLimits) {
        self.limits = limits
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        close(after: limits.request)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        alarm?.cancel()
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        alarm?.cancel()
        self.context = nil
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        context.fireUserInboundEventTriggered(event)
        guard case .some(.handshakeCompleted(let negotiated)) = event as? TLSUserEvent else { return }
        alarm?.cancel()
        if negotiated == "h2" {
            if streams == 0 { close(after: limits.idle + limits.linger) }
        } else {
            // The rest is for ``ConnectionGuard``.
            context.pipeline.syncOperations.removeHandler(self, promise: nil)
        }
    }

    func streamOpened() {
        streams += 1
        alarm?.cancel()
    }

    func streamClosed() {
        streams -= 1
        if streams == 0 { close(after: limits.idle + limits.linger) }
    }

    private func close(after patience: Duration) {
        guard let context else { return }
        alarm = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(patience)) {
            context.close(promise: nil)
        }
    }
}

@available(*, unavailable)
extension SecureConnectionGuard: Sendable {}
