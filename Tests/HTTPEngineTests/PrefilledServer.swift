import CCurl
import Foundation
import Glibc
import Synchronization

/// A server that responds before it reads: each connection gets the next response for the port in the URL, and then its
/// end. A port has more than one for requests that are repeated; its last one is used for all further connections. Of
/// HTTP/2 it reads up to the end of the request, since there is no stream to respond on before.
///
/// Its socket is a local one, which costs a fraction of TCP. The engine connects to it in place of each address.
final class PrefilledServer: Sendable {
    private struct State {
        var answers: [UInt16: [[UInt8]]] = [:]
        var connections: [Int32] = []
        /// The numbers of sockets that were made, and of connections that got a response.
        var opened = 0
        var answered = 0
    }

    private let state = Mutex(State())
    private let answeredOne = NSCondition()
    private let listener: Int32
    /// Without a file: an abstract name.
    private let name: [UInt8]

    private let isHTTP2: Bool

    init(isHTTP2: Bool) throws {
        self.isHTTP2 = isHTTP2
        name = Array("\0carillon-\(getpid())-\(UInt32.random(in: 0...UInt32.max))".utf8)
        listener = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_storage()
        let length = Self.write(name, to: &address)
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, length) }
        }
        guard listener >= 0, bound == 0, listen(listener, 1024) == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
        Thread.detachNewThread { [self] in serve() }
    }

    private static func write(_ name: [UInt8], to address: UnsafeMutableRawPointer) -> socklen_t {
        address.storeBytes(of: sa_family_t(AF_UNIX), as: sa_family_t.self)
        let offset = MemoryLayout<sa_family_t>.size
        for (index, byte) in name.enumerated() {
            address.storeBytes(of: byte, toByteOffset: offset + index, as: UInt8.self)
        }
        return socklen_t(offset + name.count)
    }

    /// Makes a socket for the engine that connects to this server for any URL. The socket has a name of its own, with the
    /// port of the URL.
    func open(_ address: UnsafeMutablePointer<curl_sockaddr>) -> Int32 {
        let port = withUnsafeBytes(of: address.pointee.addr) {
            UInt16(bigEndian: $0.load(fromByteOffset: 2, as: UInt16.self))
        }
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        let number = state.withLock { state in
            state.opened += 1
            return state.opened
        }
        var own = sockaddr_storage()
        let length = Self.write(name + Array("-\(number)".utf8) + [UInt8(port >> 8), UInt8(port & 255)], to: &own)
        let bound = withUnsafePointer(to: &own) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, length) }
        }
        precondition(bound == 0, "no name for a socket: errno \(errno)")
        address.pointee.family = AF_UNIX
        address.pointee.protocol = 0
        withUnsafeMutablePointer(to: &address.pointee.addr) { pointer in
            // libcurl has room for the longest address there.
            address.pointee.addrlen = UInt32(Self.write(name, to: UnsafeMutableRawPointer(pointer)))
        }
        return socket
    }

    /// The responses for connections, by port, in their order.
    func fill(_ answers: [UInt16: [[UInt8]]]) {
        state.withLock { $0.answers = answers }
    }

    /// The number of connections that were made.
    var opened: Int { state.withLock { $0.opened } }

    /// Waits until all connections have a response, including cancelled ones, and closes them.
    func clear() {
        answeredOne.withLock {
            while state.withLock({ $0.answered < $0.opened }) { answeredOne.wait() }
        }
        let connections = state.withLock { state in
            state.answers = [:]
            defer { state.connections = [] }
            return state.connections
        }
        for connection in connections { close(connection) }
    }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
        clear()
    }

    private func serve() {
        while true {
            var peer = sockaddr_un()
            var length = socklen_t(MemoryLayout<sockaddr_un>.size)
            let connection = withUnsafeMutablePointer(to: &peer) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { accept(listener, $0, &length) }
            }
            guard connection >= 0 else { return }
            let port = withUnsafeBytes(of: peer) { UInt16($0[Int(length) - 2]) << 8 | UInt16($0[Int(length) - 1]) }
            let answer = state.withLock { state in
                state.connections.append(connection)
                let answers = state.answers[port] ?? []
                if answers.count > 1 { state.answers[port]?.removeFirst() }
                return answers.first ?? []
            }
            if isHTTP2 { Self.readRequest(connection) }
            _ = answer.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            shutdown(connection, Int32(SHUT_WR))
            answeredOne.withLock {
                state.withLock { $0.answered += 1 }
                answeredOne.signal()
            }
        }
    }

    /// Reads until the frame that ends the request has begun, or the connection ends.
    private static func readRequest(_ connection: Int32) {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1024)
        var next = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8.count
        while true {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            bytes += buffer[..<count]
            while bytes.count >= next + 9 {
                if bytes[next + 3] <= 1, bytes[next + 4] & 1 == 1 { return }
                next += 9 + bytes[next..<next + 3].reduce(0) { $0 << 8 | Int($1) }
            }
        }
    }
}
