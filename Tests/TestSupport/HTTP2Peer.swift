/// The server's side of an HTTP/2 connection, in frames.
public struct HTTP2Peer {
    private let connection: ScriptedConnection

    /// Codes of errors (RFC 9113, section 7).
    public enum ErrorCode {
        public static let (none, protocolError, internalError) = (UInt8(0), UInt8(1), UInt8(2))
        public static let (refusedStream, cancel) = (UInt8(7), UInt8(8))
    }

    /// Reads the preface, and answers it.
    ///
    /// - Returns: `nil` if the connection ends before.
    public init?(_ connection: ScriptedConnection) {
        self.connection = connection
        guard connection.read("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8.count) != nil else { return nil }
        send(4, stream: 0)
    }

    /// Reads a request to its end.
    ///
    /// - Returns: its stream; `nil` if the connection ends before.
    public func nextRequest() -> UInt32? {
        while let head = connection.read(9) {
            let length = head[..<3].reduce(0) { $0 << 8 | Int($1) }
            guard connection.read(length) != nil else { return nil }
            if head[3] <= 1, head[4] & 1 == 1 { return head[5...].reduce(0) { $0 << 8 | UInt32($1) } }
        }
        return nil
    }

    /// Waits until the other side has read what was sent.
    public func flush() {
        send(6, stream: 0, [UInt8](repeating: 0, count: 8))
        while let head = connection.read(9) {
            guard connection.read(head[..<3].reduce(0) { $0 << 8 | Int($1) }) != nil else { return }
            if head[3] == 6, head[4] & 1 == 1 { return }
        }
    }

    /// Sends a frame.
    ///
    /// - Returns: false if the other side has gone.
    @discardableResult
    public func send(_ type: UInt8, flags: UInt8 = 0, stream: UInt32, _ payload: [UInt8] = []) -> Bool {
        let count = payload.count
        var bytes: [UInt8] = [UInt8(count >> 16), UInt8(count >> 8 & 255), UInt8(count & 255), type, flags]
        bytes += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: stream >> $0) }
        return connection.send(bytes + payload)
    }

    /// Sends the head of an answer.
    ///
    /// - Returns: false if the other side has gone.
    @discardableResult
    public func head(
        _ stream: UInt32, status: Int, fields: [(String, String)] = [], isEnd: Bool = false
    ) -> Bool {
        var block: [UInt8] = []
        for (name, value) in [(":status", String(status))] + fields {
            // Literals without indexing (RFC 7541, 6.2.2).
            block += [0, UInt8(name.utf8.count)] + Array(name.utf8) + [UInt8(value.utf8.count)] + Array(value.utf8)
        }
        return send(1, flags: isEnd ? 5 : 4, stream: stream, block)
    }

    public func body(_ stream: UInt32, _ text: String, isEnd: Bool = true) {
        send(0, flags: isEnd ? 1 : 0, stream: stream, Array(text.utf8))
    }

    /// Sends `RST_STREAM`.
    public func reset(_ stream: UInt32, _ code: UInt8) {
        send(3, stream: stream, [0, 0, 0, code])
    }

    /// Sends `GOAWAY`.
    public func goAway(last stream: UInt32, _ code: UInt8 = ErrorCode.none) {
        send(7, stream: 0, [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: stream >> $0) } + [0, 0, 0, code])
    }
}
