import Hummingbird
import HummingbirdCore

extension ConnectionLimits {
    /// What Hummingbird does with a connection over HTTP/1.1. How long it may take is seen to by ``ConnectionGuard``.
    var channelConfiguration: HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionGuard(self)],
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: fieldBytes, maxHeaderListSize: headBytes, maxHeaderFieldCount: fields))
    }
}
