import Foundation

/// The header of a token (RFC 7515).
struct TokenHeader: Decodable {
    var alg: String
    var kid: String?
    /// The extensions that a receiver must understand. None is supported here.
    var crit: [String]?

    /// - Returns: `nil` if the header is malformed.
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

/// The claims of a token (RFC 7519).
struct TokenClaims: Codable, Hashable, Sendable {
    /// One value, or several.
    struct Audience: Codable, Hashable, Sendable {
        var values: [String]

        init(values: [String]) {
            self.values = values
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let one = try? container.decode(String.self) {
                values = [one]
            } else {
                values = try container.decode([String].self)
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(values)
        }
    }

    var iss: String
    var aud: Audience
    /// Seconds since 1970.
    var exp: Double
    /// Seconds since 1970.
    var nbf: Double?
    var sub: String?
    /// Scopes separated by spaces.
    var scope: String?
    var scopes: [String]?
    var groups: [String]?
}
