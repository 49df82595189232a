#if HTTPS
    import HummingbirdCore
    import HummingbirdHTTP2
    import Logging
    import NIOCore
    import NIOSSL

    /// A connection over TLS: HTTP/2 where the client knows it, or else HTTP/1.1.
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
