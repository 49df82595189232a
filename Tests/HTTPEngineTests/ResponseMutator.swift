/// Generates responses: from parts of the grammar, and by damaging valid ones.
struct ResponseMutator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    }

    /// xorshift64*, because it is fast.
    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }

    mutating func below(_ bound: Int) -> Int { Int(next() >> 33) % bound }

    private mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

    private mutating func isOneIn(_ number: Int) -> Bool { below(number) == 0 }

    // MARK: HTTP/1

    private static let statusLines = [
        "HTTP/1.1 200 OK", "HTTP/1.1 204 No Content", "HTTP/1.1 500 Oh", "HTTP/1.1 301 Moved", "HTTP/1.0 200 OK",
        "HTTP/1.1 503", "HTTP/1.1 000 X", "HTTP/1.1 099 X", "HTTP/1.1 600 X", "HTTP/1.1 999 X", "HTTP/1.1 1000 X",
        "HTTP/1.1 20 X", "HTTP/1.1 -200 X", "HTTP/1.1 2OO X", "HTTP/1.1", "HTTP/9.9 200 OK", "HTTP/2 200", "HTTP/3 200",
        "http/1.1 200 OK", "ICY 200 OK", "HTTP/1.1  200 OK", "HTTP/1.1\t200 OK", "HTTP/1.1 200\u{0} OK",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK", "HTTP/1.1 103 Hints\r\nLink: x\r\n\r\nHTTP/1.1 201 OK",
        "HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\n\r\n", "HTTP/1.1 4294967496 X", "RTSP/1.0 200 OK", "",
    ]

    private static let fields = [
        "Content-Length: 5", "Content-Length: 5", "Content-Length: 0", "Content-Length: 7", "Content-Length: -1",
        "Content-Length: 18446744073709551621", "Content-Length: 5, 5", "Content-Length: five", "Content-Length:",
        "Transfer-Encoding: chunked", "Transfer-Encoding: chunked, chunked", "Transfer-Encoding: gzip",
        "Transfer-Encoding: gzip, gzip, gzip, gzip, gzip, gzip", "Transfer-Encoding: identity",
        "Transfer-Encoding: xchunked", "Connection: close", "Connection: keep-alive", "Connection: upgrade",
        "Content-Encoding: gzip", "Content-Type: text/plain", "Retry-After: 99999999999999999999",
        "Location: http://127.0.0.1:1/", "Location: file:///etc/passwd", "Set-Cookie: a=b", "Trailer: X", "X",
        ": no name", " folded", "X: \u{0}", "X:y\u{1}", "WWW-Authenticate: NTLM", "WWW-Authenticate: Digest realm=",
        "Proxy-Authenticate: Basic", "Alt-Svc: h3=\":443\"", "Strict-Transport-Security: max-age=99999999999",
        "Upgrade: websocket", "Content-Range: bytes 1-2/3", "Last-Modified: Sun, 99 Foo 0000", "HTTP/1.1 200 OK",
    ]

    private static let bodies = [
        "hello", "hello", "hello", "", "hell", "hello more", "5\r\nhello\r\n0\r\n\r\n", "5\r\nhello\r\n0\r\n\r\n",
        "5\r\nhello\r\n0\r\nX: y\r\n\r\n", "5;a=b\r\nhello\r\n0\r\n\r\n", "5\r\nhello", "FFFFFFFFFFFFFFFFF\r\nhello",
        "-5\r\nhello\r\n0\r\n\r\n", "z\r\nhello", "7fffffffffffffff\r\nhello", "5\r\nhelloX0\r\n\r\n",
        "\u{1F}\u{8B}\u{8}\u{0}", "0\r\n\r\n", "0", "HTTP/1.1 200 OK\r\n\r\n",
    ]

    /// Generates a response in HTTP/1, valid or not.
    mutating func http1() -> [UInt8] {
        var text = isOneIn(3) ? pick(Self.statusLines) : "HTTP/1.1 \(100 + below(500)) OK"
        let end = isOneIn(8) ? "\n" : "\r\n"
        text += end
        for _ in 0..<below(5) { text += pick(Self.fields) + end }
        if isOneIn(50) { text += String(repeating: "X-Long: " + String(repeating: "y", count: 90) + end, count: 101) }
        if isOneIn(200) { text += "X: " + String(repeating: "z", count: 70_000) + end }
        text += end + pick(Self.bodies)
        var bytes = Array(text.utf8)
        if !isOneIn(3) { return bytes }
        damage(&bytes)
        return bytes
    }

    // MARK: HTTP/2

    private static let settings: [UInt8] = [0, 0, 0, 4, 0, 0, 0, 0, 0]

    private func frame(_ type: UInt8, flags: UInt8, stream: UInt32, _ payload: [UInt8]) -> [UInt8] {
        let count = payload.count
        var bytes: [UInt8] = [
            UInt8(truncatingIfNeeded: count >> 16), UInt8(truncatingIfNeeded: count >> 8),
            UInt8(truncatingIfNeeded: count), type, flags,
        ]
        bytes += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: stream >> $0) }
        return bytes + payload
    }

    /// Writes a field as a literal without indexing (RFC 7541 section 6.2.2).
    private func literal(_ name: String, _ value: String) -> [UInt8] {
        [0, UInt8(name.utf8.count)] + Array(name.utf8) + [UInt8(value.utf8.count)] + Array(value.utf8)
    }

    private static let statuses = [
        "200", "204", "500", "000", "099", "20", "2OO", "600", "1000", "-20", "", "100", "101",
    ]

    private mutating func headers() -> [UInt8] {
        var block = literal(":status", isOneIn(2) ? "200" : pick(Self.statuses))
        if isOneIn(8) { block = [] }
        if isOneIn(4) { block += literal("content-length", pick(["5", "0", "9", "x"])) }
        if isOneIn(6) { block += literal(pick(["Upper", "connection", "te", "", "x y", ":status"]), "a\u{0}b") }
        if isOneIn(10) { block += (0..<8).map { _ in UInt8(below(256)) } }
        return block
    }

    /// Generates the frames of an HTTP/2 server, valid or not.
    mutating func http2() -> [UInt8] {
        var bytes = isOneIn(20) ? [] : Self.settings
        for _ in 0...below(4) { bytes += oddFrame() }
        bytes += frame(1, flags: isOneIn(6) ? 5 : 4, stream: 1, headers())
        if !isOneIn(5) { bytes += frame(0, flags: 1, stream: 1, Array("hello".utf8)) }
        if isOneIn(3) { damage(&bytes) }
        return bytes
    }

    private mutating func oddFrame() -> [UInt8] {
        switch below(16) {
        case 0: frame(6, flags: UInt8(below(2)), stream: 0, [UInt8](repeating: 1, count: 8))
        case 1: frame(8, flags: 0, stream: UInt32(below(2)), [0x7F, 0xFF, 0xFF, 0xFF])
        case 2: frame(3, flags: 0, stream: 1, [0, 0, 0, UInt8(below(14))])
        case 3: frame(7, flags: 0, stream: 0, [0, 0, 0, UInt8(below(2)), 0, 0, 0, UInt8(below(14))])
        case 4: frame(5, flags: 4, stream: 1, [0, 0, 0, 2] + headers())
        case 5: frame(9, flags: 4, stream: 1, headers())
        case 6: frame(4, flags: 0, stream: 0, [0, UInt8(below(8)), 0, 0, 0, UInt8(below(256))])
        case 7: frame(UInt8(below(256)), flags: UInt8(below(256)), stream: UInt32(below(4)), headers())
        default: []
        }
    }

    // MARK: Damage

    private mutating func damage(_ bytes: inout [UInt8]) {
        for _ in 0...below(3) where !bytes.isEmpty {
            let at = below(bytes.count)
            switch below(6) {
            case 0: bytes[at] ^= UInt8(1 << below(8))
            case 1: bytes[at] = UInt8(below(256))
            case 2: bytes.removeLast(bytes.count - at)
            case 3: bytes.insert(UInt8(below(256)), at: at)
            case 4: bytes.remove(at: at)
            default:
                let count = min(bytes.count - at, 1 + below(32))
                bytes.insert(contentsOf: bytes[at..<at + count], at: below(bytes.count))
            }
        }
    }
}
