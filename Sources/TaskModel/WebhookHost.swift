/// Where webhooks go: a host, with its port where the URL names one that is not the scheme's own.
public struct WebhookHost: Hashable, Sendable, Comparable {
    /// In lower case; an IPv6 address is in brackets.
    public let host: String
    /// Nil for the scheme's own port, or for any.
    public let port: Int?

    public init(host: String, port: Int?) {
        self.host = host
        self.port = port
    }

    /// Reads `host` or `host:port`.
    ///
    /// - Returns: nil where it is neither.
    public init?(_ text: String) {
        var host = Substring(text)
        var port: Int?
        let end = text.lastIndex(of: "]").map { text.index(after: $0) } ?? text.startIndex
        if let colon = text[end...].lastIndex(of: ":") {
            guard let number = UInt16(text[text.index(after: colon)...]), number > 0 else { return nil }
            port = Int(number)
            host = text[..<colon]
        }
        guard (1...255).contains(host.utf8.count), host.utf8.allSatisfy(Self.isAllowed) else { return nil }
        let isAddress = host.hasPrefix("[") && host.hasSuffix("]")
        guard isAddress || !host.utf8.contains(where: { "[]:".utf8.contains($0) }) else { return nil }
        self.init(host: host.lowercased(), port: port)
    }

    /// The one in the URL of a webhook.
    ///
    /// - Parameter url: an `http` or `https` URL as ``WebhookPayload`` takes them.
    /// - Returns: nil where it has none.
    public init?(url: String) {
        guard let colon = url.firstIndex(of: ":"), url[colon...].hasPrefix("://") else { return nil }
        let rest = url[colon...].dropFirst(3)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard let found = WebhookHost(authority.hasSuffix(":") ? String(authority.dropLast()) : String(authority))
        else { return nil }
        let standard = url[..<colon].lowercased() == "https" ? 443 : 80
        self.init(host: found.host, port: found.port == standard ? nil : found.port)
    }

    /// The same host with any port.
    public var anyPort: WebhookHost { WebhookHost(host: host, port: nil) }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ":"), UInt8(ascii: "%"):
            true
        default: false
        }
    }

    public static func < (a: Self, b: Self) -> Bool { (a.host, a.port ?? 0) < (b.host, b.port ?? 0) }
}

extension WebhookHost: CustomStringConvertible {
    public var description: String { port.map { "\(host):\($0)" } ?? host }
}
