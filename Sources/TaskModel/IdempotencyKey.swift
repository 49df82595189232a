/// A key that a client sends so that a repeated request is carried out once.
public struct IdempotencyKey: Hashable, Sendable {
    /// How long a key is remembered.
    public static let lifetime = Duration.seconds(86_400)
    /// How long a client's key may be.
    public static let maximumLength = 255
    /// How long it may be with the place in a batch, of which there are less than a million.
    private static let maximumPartLength = maximumLength + 7

    /// 1 to 255 printable ASCII characters, and a place in a batch.
    public let key: String
    /// A hash of the request, in hexadecimal: another request under the same key is a mistake of the client.
    public let fingerprint: String

    /// - Returns: `nil` if the key is malformed.
    public init?(key: String, fingerprint: String) {
        guard key.utf8.count <= Self.maximumLength else { return nil }
        self.init(decoding: key, fingerprint: fingerprint)
    }

    /// - Returns: `nil` if it is neither a client's key nor a ``part(_:)`` of one.
    public init?(decoding key: String, fingerprint: String) {
        let utf8 = key.utf8
        guard (1...Self.maximumPartLength).contains(utf8.count), utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        self.init(unchecked: key, fingerprint: fingerprint)
    }

    private init(unchecked key: String, fingerprint: String) {
        self.key = key
        self.fingerprint = fingerprint
    }

    /// The key of one of the changes that a request asks for, by its place.
    public func part(_ index: Int) -> IdempotencyKey {
        IdempotencyKey(unchecked: "\(key)/\(index)", fingerprint: fingerprint)
    }
}
