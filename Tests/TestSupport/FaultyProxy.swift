import Glibc
import Synchronization

/// Forwards TCP connections to a port of the loopback, as badly as it is told to.
public final class FaultyProxy: Sendable {
    /// What lasts until it is set otherwise.
    public enum Weather: Sendable {
        case fair
        /// What the server says is kept back: a peer that lives, takes everything and answers nothing.
        case keepsAnswers
        /// Nothing gets through in either direction, and nobody is told.
        case blackHole
        /// So many bytes at a time, each time after a pause.
        case slow(bytes: Int, milliseconds: UInt32)
    }

    /// What happens once, to every connection there is.
    public enum Accident: Sendable {
        /// After so many more bytes from the server, most likely in the middle of a frame, the connection is gone.
        case truncation(bytes: Int)
        /// The client is told that the server will say no more; what the client says still arrives.
        case serverHalfClosed
        /// The server is told that the client will say no more; what the server says still arrives.
        case clientHalfClosed
    }

    private struct State {
        var weather = Weather.fair
        var accidents: [Accident] = []
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
        port = try freePort()
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

    /// What was kept back goes out, in order, when the weather allows it.
    public func set(_ weather: Weather) { change { $0.weather = weather } }
    public func cause(_ accident: Accident) { change { $0.accidents.append(accident) } }
    /// Ends every connection.
    public func stop() { change { $0.isStopped = true } }

    private func change(_ body: (inout State) -> Void) {
        state.withLock { body(&$0) }
        var byte: UInt8 = 0
        _ = Glibc.write(wake.write, &byte, 1)
    }

    private func run() {
        var pairs: [ProxiedConnection] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let state = state.withLock { state in
                defer { state.accidents = [] }
                return state
            }
            if state.isStopped { break }
            for accident in state.accidents {
                for index in pairs.indices { pairs[index].suffer(accident) }
            }
            var (hearsClients, hearsServer, piece) = (true, true, buffer.count)
            switch state.weather {
            case .fair: break
            case .keepsAnswers: hearsServer = false
            case .blackHole: (hearsClients, hearsServer) = (false, false)
            case .slow(let bytes, let milliseconds):
                piece = bytes
                usleep(milliseconds * 1000)
            }
            // Two for each pair; poll ignores negative descriptors.
            var entries = [hearsClients ? listener : -1, wake.read].map { input($0) }
            for pair in pairs {
                entries.append(input(hearsClients && !pair.clientIsSilent ? pair.client : -1))
                entries.append(input(hearsServer ? pair.server : -1))
            }
            guard poll(&entries, nfds_t(entries.count), -1) >= 0 else { continue }
            if entries[1].revents != 0 { _ = read(wake.read, &buffer, 1) }
            for index in pairs.indices.reversed() {
                let isUp =
                    (entries[2 + 2 * index].revents == 0 || pairs[index].forwardToServer(&buffer, atMost: piece))
                    && (entries[3 + 2 * index].revents == 0 || pairs[index].forwardToClient(&buffer, atMost: piece))
                if !isUp { pairs.remove(at: index).end() }
            }
            if entries[0].revents != 0, let pair = accept() { pairs.append(pair) }
        }
        for pair in pairs { pair.end() }
        for descriptor in [listener, wake.read, wake.write] { close(descriptor) }
    }

    private func input(_ descriptor: Int32) -> pollfd {
        pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    }

    private func accept() -> ProxiedConnection? {
        let client = Glibc.accept(listener, nil, nil)
        guard client >= 0 else { return nil }
        let pair = ProxiedConnection(client: client, server: socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
        guard withLoopback(target, { connect(pair.server, $0, $1) }) == 0 else {
            pair.end()
            return nil
        }
        return pair
    }
}
