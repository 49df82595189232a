/// What a client sends so that a request that it repeats is carried out once.
public struct IdempotencyKey: Hashable, Sendable {
    /// How long a key is remembered.
    public static let lifetime = Duration.seconds(86_400)
    public static let maximumLength = 255

    /// 1 to 255 printable ASCII characters.
    public let key: String
    /// A hash of the request, in hexadecimal: another request under the same key is a mistake of the client.
    public let fingerprint: String

    /// - Returns: nil where the key is not well formed.
    public init?(key: String, fingerprint: String) {
        let utf8 = key.utf8
        guard (1...Self.maximumLength).contains(utf8.count), utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        self.key = key
        self.fingerprint = fingerprint
    }
}
