import Glibc
import Synchronization

/// Forwards TCP connections to a port of the loopback, and can hold back what the server says: a peer that lives, takes
/// everything and answers nothing.
public final class HoldingProxy: Sendable {
    private struct Pair {
        let client: Int32
        let server: Int32
    }

    private struct State {
        var isHolding = false
        var isStopped = false
    }

    public let port: Int
    private let target: Int
    private let listener: Int32
    /// Written to when the state changes, so that the thread looks at it.
    private let wake: (read: Int32, write: Int32)
    private let state = Mutex(State())

    /// Listens on a free port of the loopback, until ``stop()``.
    public init(to target: Int) throws {
        self.target = target
        port = try freePorts(1)[0]
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var one: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
        let status = withLoopback(port) { [listener] in bind(listener, $0, $1) }
        guard status == 0, listen(listener, 16) == 0 else {
            throw BrokerNode.Failure(description: "cannot listen on port \(port): errno \(errno)")
        }
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw BrokerNode.Failure(description: "no pipe: errno \(errno)") }
        wake = (ends[0], ends[1])
        Task { await onThread { self.run() } }
    }

    /// From here on what the server says is kept back.
    public func hold() { change { $0.isHolding = true } }
    /// What was kept back goes out, in order.
    public func release() { change { $0.isHolding = false } }
    /// Ends every connection.
    public func stop() { change { $0.isStopped = true } }

    private func change(_ body: (inout State) -> Void) {
        state.withLock { body(&$0) }
        var byte: UInt8 = 0
        _ = Glibc.write(wake.write, &byte, 1)
    }

    private func run() {
        var pairs: [Pair] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let state = state.withLock { $0 }
            if state.isStopped { break }
            // Two for each pair; poll ignores negative descriptors.
            var entries = [listener, wake.read].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            for pair in pairs {
                entries.append(pollfd(fd: pair.client, events: Int16(POLLIN), revents: 0))
                entries.append(pollfd(fd: state.isHolding ? -1 : pair.server, events: Int16(POLLIN), revents: 0))
            }
            guard poll(&entries, nfds_t(entries.count), -1) >= 0 else { continue }
            if entries[1].revents != 0 { _ = read(wake.read, &buffer, 1) }
            var ended: [Int] = []
            for (index, pair) in pairs.enumerated() {
                let toServer = entries[2 + 2 * index].revents == 0 || forward(pair.client, pair.server, &buffer)
                let toClient = entries[3 + 2 * index].revents == 0 || forward(pair.server, pair.client, &buffer)
                if !toServer || !toClient { ended.append(index) }
            }
            for index in ended.reversed() { end(pairs.remove(at: index)) }
            if entries[0].revents != 0, let pair = accept() { pairs.append(pair) }
        }
        for pair in pairs { end(pair) }
        for descriptor in [listener, wake.read, wake.write] { close(descriptor) }
    }

    private func accept() -> Pair? {
        let client = Glibc.accept(listener, nil, nil)
        guard client >= 0 else { return nil }
        let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard withLoopback(target, { connect(server, $0, $1) }) == 0 else {
            end(Pair(client: client, server: server))
            return nil
        }
        return Pair(client: client, server: server)
    }

    /// - Returns: false at the end of either side.
    private func forward(_ from: Int32, _ to: Int32, _ buffer: inout [UInt8]) -> Bool {
        let count = recv(from, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        var sent = 0
        while sent < count {
            let written = buffer.withUnsafeBytes { send(to, $0.baseAddress! + sent, count - sent, Int32(MSG_NOSIGNAL)) }
            guard written > 0 else { return false }
            sent += written
        }
        return true
    }

    private func end(_ pair: Pair) {
        close(pair.client)
        close(pair.server)
    }
}

private func withLoopback(_ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
    return withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
}
