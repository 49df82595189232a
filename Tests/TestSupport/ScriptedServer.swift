import Glibc
import Synchronization

/// A TCP server on the loopback interface that does what a test writes down step by step, on a thread for each connection.
public final class ScriptedServer: Sendable {
    private struct State {
        var open: Set<Int32> = []
        var accepted = 0
        var isStopped = false
    }

    public let port: UInt16
    private let listener: Int32
    private let state = Mutex(State())

    /// - Parameter serve: what is done with a connection, which is closed when it returns.
    public init(_ serve: @escaping @Sendable (ScriptedConnection) -> Void) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 128) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        guard status else { throw Failure(code: errno) }
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
        startThread { [self] in accept(serve) }
    }

    public struct Failure: Error {
        public let code: Int32
    }

    /// How many connections were accepted.
    public var connections: Int { state.withLock { $0.accepted } }

    /// Ends all connections, and takes no more.
    public func stop() {
        state.withLock { state in
            guard !state.isStopped else { return }
            state.isStopped = true
            shutdown(listener, Int32(SHUT_RDWR))
            for descriptor in state.open { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    private func accept(_ serve: @escaping @Sendable (ScriptedConnection) -> Void) {
        while true {
            let descriptor = Glibc.accept(listener, nil, nil)
            guard descriptor >= 0 else { break }
            var one: Int32 = 1
            setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
            let number = state.withLock { state -> Int? in
                guard !state.isStopped else { return nil }
                state.accepted += 1
                state.open.insert(descriptor)
                return state.accepted
            }
            guard let number else {
                close(descriptor)
                break
            }
            startThread { [self] in
                let connection = ScriptedConnection(descriptor: descriptor, number: number)
                serve(connection)
                connection.finish()
                state.withLock { state in
                    state.open.remove(descriptor)
                    close(descriptor)
                }
            }
        }
        close(listener)
    }
}

/// One of the connections of a ``ScriptedServer``. Its calls block.
public struct ScriptedConnection: Sendable {
    public let descriptor: Int32
    /// From 1, in the order in which they were accepted.
    public let number: Int

    public init(descriptor: Int32, number: Int) {
        self.descriptor = descriptor
        self.number = number
    }

    /// Reads exactly that many bytes.
    ///
    /// - Returns: `nil` if the connection ends before.
    public func read(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let more = bytes.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress! + done, count - done, 0) }
            guard more > 0 else { return nil }
            done += more
        }
        return bytes
    }

    /// Reads a request of HTTP/1 with its body.
    ///
    /// - Returns: its head; `nil` if the connection ends before.
    public func readRequest() -> String? {
        var head: [UInt8] = []
        while !head.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            guard let byte = read(1) else { return nil }
            head += byte
        }
        let text = String(decoding: head, as: UTF8.self)
        let length = text.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
        let count = length.flatMap { Int($0.drop { $0 != ":" }.dropFirst().filter { $0 != " " }) } ?? 0
        return read(count) == nil ? nil : text
    }

    /// - Returns: false if the other side has gone.
    @discardableResult
    public func send(_ bytes: [UInt8]) -> Bool {
        var done = 0
        while done < bytes.count {
            let more = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress! + done, bytes.count - done, Int32(MSG_NOSIGNAL))
            }
            guard more > 0 else { return false }
            done += more
        }
        return true
    }

    @discardableResult
    public func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Has the connection reset, not closed, when it is given up.
    public func resetAtEnd() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
    }

    /// Whether the other side closes within that many milliseconds.
    public func isAtEnd(within milliseconds: Int32) -> Bool {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard Glibc.poll(&poll, 1, milliseconds) > 0 else { return false }
        return read(1) == nil
    }

    /// Sends no more and waits for the other side to close, unless the connection is to be reset: closed with bytes that were
    /// not read it would be reset, too, and what the other side has not read yet would be lost.
    fileprivate func finish() {
        var linger = linger()
        var size = socklen_t(MemoryLayout.size(ofValue: linger))
        guard getsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, &size) == 0, linger.l_onoff == 0,
            shutdown(descriptor, Int32(SHUT_WR)) == 0
        else { return }
        waitForEnd()
    }

    /// Reads and forgets until the other side closes.
    public func waitForEnd() {
        while read(1) != nil {}
    }
}
