/// Whose tokens the API takes, and for whom they must be.
public struct TokenSettings: Sendable {
    /// What the claim `iss` must be.
    public var issuer: String
    /// What the claim `aud` must be, or contain.
    public var audience: String
    /// Gives the issuer's public keys: a JWK set (RFC 7517).
    public var keySet: @Sendable () async throws -> [UInt8]
    /// Whether they may change while the API runs.
    public var keysChange: Bool

    public init(
        issuer: String, audience: String, keysChange: Bool, keySet: @escaping @Sendable () async throws -> [UInt8]
    ) {
        self.issuer = issuer
        self.audience = audience
        self.keysChange = keysChange
        self.keySet = keySet
    }
}
