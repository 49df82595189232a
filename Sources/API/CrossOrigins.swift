/// The web pages whose scripts may use the API (CORS).
public enum CrossOrigins: Hashable, Sendable {
    case all
    /// These, each as browsers send it, such as `https://example.com`.
    case only(Set<String>)

    /// - Parameter text: origins separated by commas, or `*`.
    /// - Returns: nil where it is neither.
    public init?(_ text: String) {
        if text == "*" {
            self = .all
            return
        }
        let origins = text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()).lowercased()
        }
        guard origins.allSatisfy(Self.isOrigin) else { return nil }
        self = .only(Set(origins))
    }

    /// Whether it is a scheme, a host and perhaps a port: browsers send nothing else, so nothing else would ever match.
    private static func isOrigin(_ text: String) -> Bool {
        guard let scheme = ["http://", "https://"].first(where: text.hasPrefix) else { return false }
        let host = text.dropFirst(scheme.count)
        return !host.isEmpty
            && host.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                default: ".-:[]_".utf8.contains(byte)
                }
            }
    }

    /// What the answer says to the browser of a page; nil where that page may not see it.
    func allowed(_ origin: String) -> String? {
        switch self {
        case .all: "*"
        case .only(let origins): origins.contains(origin) ? origin : nil
        }
    }
}
