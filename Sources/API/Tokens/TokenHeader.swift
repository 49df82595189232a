import Foundation

/// What a token says of its signature (RFC 7515).
struct TokenHeader: Decodable {
    var alg: String
    var kid: String?
    /// Extensions without which the token must not be accepted. None is known here.
    var crit: [String]?

    /// - Returns: nil where it is none.
    init?(token: String) {
        var text = String(token.prefix { $0 != "." })
            .replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        text += String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: text), let header = try? JSONDecoder().decode(Self.self, from: data) else {
            return nil
        }
        self = header
    }
}
