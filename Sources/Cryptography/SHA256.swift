import COpenSSL

/// SHA-256 (FIPS 180-4), computed by OpenSSL's libcrypto.
public enum SHA256 {
    /// The 32 bytes of a hash. Two are compared in constant time, so that a comparison with a secret tells nothing of it.
    public struct Digest: Hashable, Sendable, Sequence {
        let bytes: [UInt8]

        public static func == (left: Self, right: Self) -> Bool {
            left.bytes.count == right.bytes.count && CRYPTO_memcmp(left.bytes, right.bytes, left.bytes.count) == 0
        }

        public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }

        public func makeIterator() -> [UInt8].Iterator { bytes.makeIterator() }
    }

    static let length = 32

    /// The hash of bytes.
    public static func hash(data: [UInt8]) -> Digest {
        var bytes = [UInt8](repeating: 0, count: length)
        let succeeded = EVP_Digest(data, data.count, &bytes, nil, EVP_sha256(), nil)
        precondition(succeeded == 1, "libcrypto computes no SHA-256")
        return Digest(bytes: bytes)
    }

    /// The hash of a text in UTF-8.
    public static func hash(_ text: String) -> Digest { hash(data: Array(text.utf8)) }

    /// HMAC with SHA-256 (RFC 2104).
    static func authenticationCode(of data: [UInt8], key: [UInt8]) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: length)
        let result = HMAC(EVP_sha256(), key, Int32(key.count), data, data.count, &bytes, nil)
        precondition(result != nil, "libcrypto computes no HMAC")
        return bytes
    }
}

extension Sequence<UInt8> {
    /// Two hexadecimal digits for each byte.
    public var hexadecimal: String {
        map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
