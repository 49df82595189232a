import Glibc

/// A port of the loopback that nothing listens on, and that nobody else is given while this process lives.
public func freePort() throws -> Int {
    try freePorts(1)[0]
}

/// Ports of the loopback that nothing listens on, all different, and that nobody else is given while this process lives.
///
/// They lie below those that the kernel hands out, so that no outgoing connection takes one while its owner starts.
public func freePorts(_ count: Int) throws -> [Int] {
    var found: [Int] = []
    for _ in 0..<(100 + count) where found.count < count {
        let port = Int.random(in: 20_000..<32_000)
        if reserve(port) { found.append(port) }
    }
    guard found.count == count else { throw BrokerNode.Failure(description: "no free port in 20000..<32000") }
    return found
}

/// Binds a socket to the port that never listens, and is open as long as this process: nobody can bind another one who
/// insists on the port for himself, as this function does, also in other processes. Servers bind with `SO_REUSEADDR`,
/// which Linux lets them as long as none that is bound listens.
private func reserve(_ port: Int) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard withLoopback(port, { bind(descriptor, $0, $1) }) == 0 else {
        close(descriptor)
        return false
    }
    // Only now: before, it would share the port with others that do.
    var isShared: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &isShared, socklen_t(MemoryLayout<Int32>.size))
    return true
}

/// The socket address of a port of the loopback.
func withLoopback(_ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
    return withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
}
