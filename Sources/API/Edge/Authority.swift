import NIOCore

/// The host and the port that a request or a web page names (RFC 3986, 3.2).
struct Authority: Hashable, Sendable {
    /// The host in lower case; an IPv6 address without brackets.
    let host: String
    /// `nil` for the default port of the scheme.
    let port: Int?
    /// Whether the host is an address, and not a name, which a page could resolve to any address.
    let isAddress: Bool

    /// - Returns: `nil` if the text is not a host, perhaps with a port.
    init?(_ text: some StringProtocol) {
        let text = text.lowercased()
        var rest: Substring
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            host = String(text[..<end].dropFirst())
            rest = text[text.index(after: end)...]
            isAddress = Self.isAddress(host)
            guard isAddress else { return nil }
        } else {
            host = String(text.prefix { $0 != ":" })
            rest = text.dropFirst(host.count)
            guard let first = host.utf8.first, host.utf8.allSatisfy(Self.isOfName) else { return nil }
            isAddress = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) && Self.isAddress(host)
        }
        guard !rest.isEmpty else {
            port = nil
            return
        }
        guard rest.removeFirst() == ":",
            rest.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        // A colon without a port is allowed, and has no meaning.
        guard !rest.isEmpty else {
            port = nil
            return
        }
        guard let number = UInt16(rest) else { return nil }
        port = Int(number)
    }

    /// Ignores the zone of a link-local address, which is meaningful only to its own machine.
    private static func isAddress(_ host: String) -> Bool {
        (try? SocketAddress(ipAddress: String(host.prefix { $0 != "%" }), port: 0)) != nil
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-._~%!$&'()*+,;=".utf8.contains(byte)
        }
    }
}

/// The host names under which the API may be called while no key is needed, besides `localhost` and addresses.
///
/// A web page can make a name of its own resolve to the address of this machine (DNS rebinding): to the browser, the API
/// then has the origin of the page. Only the name shows it.
public struct HostNames: Hashable, Sendable {
    private var names: Set<String>

    /// - Parameter names: valid host names, such as that of this machine.
    public init(_ names: some Sequence<String> = EmptyCollection()) {
        self.names = Set(names.map { $0.lowercased() })
    }

    /// - Parameter text: names separated by commas.
    /// - Returns: `nil` if one of them is not a host name; ports and schemes are not allowed.
    public init?(list text: String) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()).lowercased()
        }
        guard parts.allSatisfy({ Authority($0)?.host == $0 }) else { return nil }
        names = Set(parts)
    }

    public mutating func formUnion(_ other: HostNames) { names.formUnion(other.names) }

    /// Whether a request for this host is meant for this machine.
    func contains(_ authority: Authority) -> Bool {
        let host = authority.host.hasSuffix(".") ? String(authority.host.dropLast()) : authority.host
        return host == "localhost" || host.hasSuffix(".localhost") || authority.isAddress || names.contains(host)
            || names.contains(authority.host)
    }
}
