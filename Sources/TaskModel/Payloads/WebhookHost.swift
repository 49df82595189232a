internal import JSON

/// The host of a webhook, with its port if the URL names one that is not the default of the scheme.
public struct WebhookHost: Hashable, Sendable, Comparable {
    /// In the one spelling that ``WebURLHost`` gives it. An IPv6 address is in brackets; one that stands for an IPv4 address
    /// is that address.
    public let host: String
    /// `nil` for the scheme's own port, or for any.
    public let port: Int?

    public init(host: String, port: Int?) {
        self.host = host
        self.port = port
    }

    /// Reads `host` or `host:port`.
    ///
    /// - Returns: `nil` if it is neither.
    public init?(_ text: String) {
        var host = Substring(text)
        var port: Int?
        let end = text.lastIndex(of: "]").map { text.index(after: $0) } ?? text.startIndex
        if let colon = text[end...].lastIndex(of: ":") {
            let digits = text[text.index(after: colon)...]
            guard digits.first != "+", let number = UInt16(digits), number > 0 else { return nil }
            port = Int(number)
            host = text[..<colon]
        }
        guard !host.isEmpty, let read = Self.spelling(of: host) else { return nil }
        self.init(host: read, port: port)
    }

    /// The one in the URL of a webhook.
    ///
    /// - Parameter url: an `http` or `https` URL as ``WebhookPayload`` takes them.
    /// - Returns: `nil` if it has none.
    public init?(url: String) {
        guard let url = try? WebURL(url) else { return nil }
        self.init(url)
    }

    init(_ url: WebURL) {
        self.init(host: Self.limited(url.host.text), port: url.port)
    }

    private static func spelling(of host: Substring) -> String? {
        guard let read = try? WebURLHost(host, at: 1) else { return nil }
        return limited(read.text)
    }

    private static func limited(_ host: String) -> String {
        guard host.hasPrefix("[::ffff:"), let mapped = IPv6Address(host.dropFirst().dropLast())?.mapped else {
            return host
        }
        return mapped
    }

    /// The same host with any port.
    public var anyPort: WebhookHost { WebhookHost(host: host, port: nil) }

    public static func < (a: Self, b: Self) -> Bool { (a.host, a.port ?? 0) < (b.host, b.port ?? 0) }
}

extension WebhookHost: CustomStringConvertible {
    public var description: String { port.map { "\(host):\($0)" } ?? host }
}

extension TaskDefinition {
    /// The host to which a webhook goes; `nil` for other actions.
    public var webhookHost: WebhookHost? {
        action == WebhookPayload.action ? WebhookPayload.host(of: payload) : nil
    }
}
