import Glibc

/// As much of an HTTP client as the broker's management API needs: one request a connection, to the loopback.
public struct ManagementAPI: Sendable {
    public struct Response: Sendable {
        public var status: Int
        public var body: String
    }

    public struct Failure: Error, CustomStringConvertible {
        public var description: String
    }

    public var host: String
    public var port: Int
    public var user: String
    public var password: String

    /// - Parameter path: below `/api/`, percent-encoded.
    @discardableResult
    public func request(_ method: String, _ path: String, json: String? = nil) async throws -> Response {
        let response = try await attempt(method, path, json: json)
        guard (200..<300).contains(response.status) else {
            throw Failure(description: "\(method) \(path): \(response.status) \(response.body)")
        }
        return response
    }

    public func attempt(_ method: String, _ path: String, json: String? = nil) async throws -> Response {
        let body = json ?? ""
        let text = [
            "\(method) /api/\(path) HTTP/1.0", "Host: \(host):\(port)",
            "Authorization: Basic \(base64("\(user):\(password)"))", "Content-Type: application/json",
            "Content-Length: \(body.utf8.count)", "", body,
        ].joined(separator: "\r\n")
        return try await onThread { Result { try exchange(text) } }.get()
    }

    private func exchange(_ request: String) throws -> Response {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { throw Failure(description: "no socket: \(errno)") }
        defer { close(socket) }
        var timeout = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        inet_pton(AF_INET, host == "localhost" ? "127.0.0.1" : host, &address.sin_addr)
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Failure(description: "connect to \(host):\(port): errno \(errno)") }
        let bytes = Array(request.utf8)
        guard send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw Failure(description: "send: errno \(errno)")
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            if count < 0 { throw Failure(description: "receive: errno \(errno)") }
            if count == 0 { break }
            answer += buffer[..<count]
        }
        let text = String(decoding: answer, as: UTF8.self)
        let status = text.split(separator: " ", maxSplits: 2).dropFirst().first.flatMap { Int($0) }
        guard let status, let end = text.firstRange(of: "\r\n\r\n") else {
            throw Failure(description: "not HTTP: \(text.prefix(200))")
        }
        return Response(status: status, body: String(text[end.upperBound...]))
    }

    private func base64(_ text: String) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let bytes = Array(text.utf8)
        var result = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let value = (0..<3).reduce(UInt32(0)) {
                $0 << 8 | (start + $1 < bytes.count ? UInt32(bytes[start + $1]) : 0)
            }
            for position in 0..<4 {
                result.append(position <= group.count ? digits[Int(value >> UInt32(18 - 6 * position)) & 63] : "=")
            }
        }
        return result
    }
}
