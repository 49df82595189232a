/// What a token says of its bearer (RFC 7519).
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
    /// Words separated by spaces.
    var scope: String?
    var scopes: [String]?
    var groups: [String]?
}
