import NIOCore
import NIOHTTP1

/// Handles HTTP/1.0 clients, and checks the headers `Host` and `Transfer-Encoding`. The handlers after this one support
/// HTTP/1.1 only.
///
/// An HTTP/1.0 client gets no chunks and no `100 Continue`. The end of the connection marks the end of a response of
/// unknown length, so the connection ends with each response.
final class VersionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// The requests without a complete response, the oldest first: whether the connection ends with the response, and
    /// whether the version is HTTP/1.0.
    private var requests = CircularBuffer<(ends: Bool, isOld: Bool)>()

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data) else {
            context.fireChannelRead(data)
            return
        }
        let isOld = head.version.major < 1 || (head.version.major == 1 && head.version.minor == 0)
        let codings = head.headers["Transfer-Encoding"]
        let isFramed = codings.isEmpty || (!isOld && codings.map { $0.lowercased() } == ["chunked"])
        let hosts = head.headers["Host"].count
        // Another server on the way may have understood such a request differently. It is refused later, and the
        // connection ends.
        let ends = isOld || !head.isKeepAlive || !isFramed || hosts != 1
        requests.append((ends, isOld))
        // The loop that serves the connection looks for this header.
        if ends { head.headers.replaceOrAdd(name: "Connection", value: "close") }
        if isOld {
            head.headers.remove(name: "Expect")
            if !head.headers.contains(name: "Host"), let address = context.localAddress, let port = address.port {
                let host = address.ipAddress ?? "localhost"
                head.headers.add(name: "Host", value: host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)")
            }
        }
        if !isFramed { head.headers.replaceOrAdd(name: "Transfer-Encoding", value: "unclear") }
        if hosts == 1, let authority = Self.authority(in: head.uri) {
            head.headers.replaceOrAdd(name: "Host", value: authority)
        }
        // Two headers count as none, since another server on the way may have used either.
        if hosts > 1 { head.headers.remove(name: "Host") }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    /// Returns the host in a target in absolute form, as for a proxy, which overrides the header `Host` (RFC 9112,
    /// 3.2.2). The later conversion keeps only the path of such a target.
    private static func authority(in target: String) -> String? {
        guard !target.hasPrefix("/"),
            let scheme = ["http://", "https://"].first(where: { target.lowercased().hasPrefix($0) })
        else { return nil }
        return String(target.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" })
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head) where head.status.code >= 200 && (requests.first?.ends ?? false):
            if requests.first?.isOld ?? false { head.version = .http1_0 }
            head.headers.replaceOrAdd(name: "Connection", value: "close")
            context.write(wrapOutboundOut(.head(head)), promise: promise)
            return
        case .head, .body: break
        case .end: _ = requests.popFirst()
        }
        context.write(data, promise: promise)
    }
}

@available(*, unavailable)
extension VersionGuard: Sendable {}
