import Hummingbird
import HummingbirdCore

/// The limits of connections, in number, time and size.
public struct ConnectionLimits: Hashable, Sendable {
    /// The maximum number of connections. Others wait until one is closed.
    public var connections: Int
    /// How long a connection may wait for its next request.
    public var idle: Duration
    /// How long the head of a request may take to arrive, and then its body.
    public var request: Duration
    /// How long a client may read nothing of a response.
    public var stall = Duration.seconds(60)
    /// How long a refused connection stays open for the client to read the response.
    public var linger = Duration.seconds(2)
    /// The maximum size of one header field, and of the path with its query, in bytes.
    public var fieldBytes = 16 * 1024
    /// The maximum size of all header fields together, in bytes.
    public var headBytes = 32 * 1024
    /// The maximum number of header fields.
    public var fields = 100

    public init(
        connections: Int = 10_000, idle: Duration = .seconds(60), request: Duration = .seconds(30)
    ) {
        self.connections = connections
        self.idle = idle
        self.request = request
    }
}

extension ConnectionLimits {
    /// The configuration of an HTTP/1.1 connection. ``ConnectionGuard`` enforces its time limits.
    var channelConfiguration: HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionGuard(self)],
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: fieldBytes, maxHeaderListSize: headBytes, maxHeaderFieldCount: fields))
    }
}
