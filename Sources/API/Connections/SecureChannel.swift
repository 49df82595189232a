import Foundation
import NIOCore
import NIOTLS

#if HTTPS
    import HummingbirdCore
    import HummingbirdHTTP2
    import Logging
    import NIOSSL

    /// A TLS connection: HTTP/2 if the client supports it, or else HTTP/1.1.
    struct SecureChannel: ServerChildChannel {
        let base: HTTP2UpgradeChannel
        let limits: ConnectionLimits

        init(
            _ security: TransportSecurity, limits: ConnectionLimits, responder: @escaping HTTPChannelHandler.Responder
        ) throws {
            base = try HTTP2UpgradeChannel(
                tlsConfiguration: security.configuration,
                configuration: .init(
                    idleTimeout: limits.idle, gracefulCloseTimeout: limits.linger,
                    streamConfiguration: limits.channelConfiguration),
                responder: responder)
            self.limits = limits
        }

        func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP2UpgradeChannel.Value> {
            base.setup(channel: channel, logger: logger).flatMapThrowing { value in
                let pipeline = channel.pipeline.syncOperations
                let tls = try pipeline.handler(type: NIOSSLServerHandler.self)
                try pipeline.addHandler(SecureConnectionGuard(limits), position: .after(tls))
                return value
            }
        }

        func handle(value: HTTP2UpgradeChannel.Value, logger: Logger) async {
            await base.handle(value: value, logger: logger)
        }
    }
#endif

/// Closes a connection whose TLS handshake takes too long, and an HTTP/2 connection that has no stream for too long.
///
/// Hummingbird closes an idle HTTP/2 connection gracefully, and waits for a reply that a silent client never sends.
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
            // ``ConnectionGuard`` does the rest.
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

/// The certificate of the API, and its key. Without the package trait `HTTPS` there is none.
public struct TransportSecurity: Sendable {
    /// Why the files can't be used. The text never shows their contents.
    public enum Fault: Error, Hashable, Sendable {
        case certificate
        case key
        /// The key does not belong to the certificate.
        case mismatch
    }

    #if HTTPS
        let configuration: TLSConfiguration

        /// - Parameters:
        ///   - certificateFile: PEM: the certificate, followed by those of the authorities up to one that clients know.
        ///   - keyFile: PEM, not encrypted.
        public init(certificateFile: String, keyFile: String) throws(Fault) {
            guard let certificates = try? NIOSSLCertificate.fromPEMFile(certificateFile), !certificates.isEmpty else {
                throw .certificate
            }
            // The callback prevents a prompt on the terminal.
            guard let text = FileManager.default.contents(atPath: keyFile),
                let key = try? NIOSSLPrivateKey(bytes: Array(text), format: .pem, passphraseCallback: { $0([UInt8]()) })
            else { throw .key }
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: certificates.map { .certificate($0) }, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            guard (try? NIOSSLContext(configuration: configuration)) != nil else { throw .mismatch }
            self.configuration = configuration
        }
    #else
        private init() {}
    #endif
}
