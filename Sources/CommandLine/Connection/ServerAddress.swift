import Foundation

/// Where the API is.
struct ServerAddress: Hashable, Sendable, CustomStringConvertible {
    static let standard = "http://127.0.0.1:8080"

    /// Without a slash at its end.
    let url: String

    var description: String { url }
    /// Whether it is called over TLS.
    var isSecure: Bool { url.lowercased().hasPrefix("https:") }

    /// - Parameter source: where it came from, for the error.
    /// - Throws: ``Failure`` where it is no http or https URL with a host and nothing but a path.
    init(_ text: String, from source: String) throws {
        let withScheme = text.contains("://") ? text : "http://\(text)"
        guard let parts = URLComponents(string: withScheme), let scheme = parts.scheme?.lowercased(),
            scheme == "http" || scheme == "https", let host = parts.host, !host.isEmpty
        else {
            throw Failure(.usage, "the server from \(source) must be an http or https URL, such as \(Self.standard)")
        }
        guard parts.user == nil, parts.password == nil else {
            throw Failure(.usage, "the server from \(source) has a user name or password in it", hint: "give a key")
        }
        guard parts.query == nil, parts.fragment == nil else {
            throw Failure(.usage, "the server from \(source) must end with its host, port or path")
        }
        var url = withScheme
        while url.hasSuffix("/") { url.removeLast() }
        self.url = url
    }
}
