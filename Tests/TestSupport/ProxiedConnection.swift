import Glibc

/// A connection through a ``FaultyProxy``: its two sockets.
struct ProxiedConnection {
    let client: Int32
    let server: Int32
    /// Whether the server was told that the client says no more.
    private(set) var clientIsSilent = false
    /// Whether the client was told that the server says no more.
    private var serverIsSilent = false
    /// How many more bytes the server's side lets through before the connection is gone; nil for any number.
    private var bytesLeft: Int?

    init(client: Int32, server: Int32) {
        self.client = client
        self.server = server
    }

    mutating func suffer(_ accident: FaultyProxy.Accident) {
        switch accident {
        case .truncation(let bytes):
            bytesLeft = bytes
        case .serverHalfClosed:
            shutdown(client, Int32(SHUT_WR))
            serverIsSilent = true
        case .clientHalfClosed:
            shutdown(server, Int32(SHUT_WR))
            clientIsSilent = true
        }
    }

    /// - Returns: false at the end of either side.
    func forwardToServer(_ buffer: inout [UInt8], atMost limit: Int) -> Bool {
        let count = recv(client, &buffer, limit, 0)
        return count > 0 && write(buffer[..<count], to: server)
    }

    /// - Returns: false at the end of either side, and where the connection ends here.
    mutating func forwardToClient(_ buffer: inout [UInt8], atMost limit: Int) -> Bool {
        let count = recv(server, &buffer, min(limit, bytesLeft ?? limit), 0)
        guard count > 0 else { return false }
        if let left = bytesLeft { bytesLeft = left - count }
        guard serverIsSilent || write(buffer[..<count], to: client) else { return false }
        return bytesLeft != 0
    }

    func end() {
        for socket in [client, server] {
            // Processes that were started meanwhile have it too, and closing it here would end nothing.
            shutdown(socket, Int32(SHUT_RDWR))
            close(socket)
        }
    }

    private func write(_ bytes: ArraySlice<UInt8>, to socket: Int32) -> Bool {
        bytes.withUnsafeBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let written = send(socket, bytes.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
                guard written > 0 else { return false }
                sent += written
            }
            return true
        }
    }
}
