/// The names of hosts under which the API may be called while no key is needed, besides `localhost` and addresses.
///
/// A web page can give a name of its own the address of this machine (DNS rebinding): to the browser, the API is then of
/// the page's origin. Only the name tells.
public struct HostNames: Hashable, Sendable {
    private var names: Set<String>

    /// - Parameter names: known to be names of hosts, such as that of this machine.
    public init(_ names: some Sequence<String> = EmptyCollection()) {
        self.names = Set(names.map { $0.lowercased() })
    }

    /// - Parameter text: names separated by commas.
    /// - Returns: `nil` if one of them is not the name of a host: a port or a scheme is not part of it.
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
