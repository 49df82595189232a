import NIOCore
import NIOHTTP1

/// Speaks HTTP/1.0 with clients that do, and looks at the headers `Host` and `Transfer-Encoding`. The handlers above it
/// know one version only.
///
/// A client of HTTP/1.0 gets no chunks, no `100 Continue`, and the end of the connection as the end of an answer whose
/// length is not known; so its connection ends with each answer.
final class VersionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// Of requests whose answers are not written, the oldest first: whether the connection ends with the answer, and whether
    /// that is HTTP/1.0.
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
        // What another server on the way may have understood otherwise is refused above, and nothing follows it.
        let ends = isOld || !head.isKeepAlive || !isFramed || hosts != 1
        requests.append((ends, isOld))
        // What the loop that serves the connection looks for.
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
        // Two of them are as good as none: which one another server on the way has looked at can't be known.
        if hosts > 1 { head.headers.remove(name: "Host") }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    /// A target in absolute form, as for a proxy, names the host in place of the header `Host` (RFC 9112, 3.2.2). The
    /// conversion above keeps only its path.
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
