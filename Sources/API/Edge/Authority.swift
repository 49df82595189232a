import NIOCore

/// The host and the port that a request or a web page names (RFC 3986, 3.2).
struct Authority: Hashable, Sendable {
    /// In lower case, and an IPv6 address without brackets.
    let host: String
    /// `nil` for the one that the scheme implies.
    let port: Int?

    /// - Returns: `nil` if the text is not a host, perhaps with a port.
    init?(_ text: some StringProtocol) {
        let text = text.lowercased()
        var rest: Substring
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            host = String(text[..<end].dropFirst())
            rest = text[text.index(after: end)...]
            // The zone of a link-local address means something only to its own machine.
            guard Self.isAddress(String(host.prefix { $0 != "%" })) else { return nil }
        } else {
            host = String(text.prefix { $0 != ":" })
            rest = text.dropFirst(host.count)
            guard !host.isEmpty, host.utf8.allSatisfy(Self.isOfName) else { return nil }
        }
        guard !rest.isEmpty else {
            port = nil
            return
        }
        guard rest.removeFirst() == ":",
            rest.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        // A colon alone is allowed, and says nothing.
        guard !rest.isEmpty else {
            port = nil
            return
        }
        guard let number = UInt16(rest) else { return nil }
        port = Int(number)
    }

    /// Whether the host is an address, and not a name, which others could give any address.
    var isAddress: Bool { Self.isAddress(String(host.prefix { $0 != "%" })) }

    private static func isAddress(_ host: String) -> Bool { (try? SocketAddress(ipAddress: host, port: 0)) != nil }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-._~%!$&'()*+,;=".utf8.contains(byte)
        }
    }
}
