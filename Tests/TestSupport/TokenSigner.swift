import Crypto
import CryptoExtras
public import Foundation

/// Signs JSON web tokens as an issuer would, by the letter of RFC 7515.
public struct TokenSigner: Sendable {
    private enum Key: Sendable {
        case p256(P256.Signing.PrivateKey)
        case ed25519(Curve25519.Signing.PrivateKey)
        case rsa(_RSA.Signing.PrivateKey)
    }

    /// What its kind of keys is used with.
    public enum Algorithm: String, Sendable, CaseIterable {
        case es256 = "ES256"
        case eddsa = "EdDSA"
        case rs256 = "RS256"
    }

    private let key: Key
    public let kid: String
    public let algorithm: Algorithm

    /// With a new key.
    public init(_ algorithm: Algorithm = .es256, kid: String) throws {
        self.kid = kid
        self.algorithm = algorithm
        key =
            switch algorithm {
            case .es256: .p256(P256.Signing.PrivateKey())
            case .eddsa: .ed25519(Curve25519.Signing.PrivateKey())
            case .rs256: .rsa(try _RSA.Signing.PrivateKey(keySize: .bits2048))
            }
    }

    /// The public key as a JWK, without `alg`.
    public func jwk() throws -> [String: String] {
        switch key {
        case .p256(let key):
            let point = key.publicKey.rawRepresentation
            return [
                "kid": kid, "kty": "EC", "crv": "P-256", "x": Self.base64url(point.prefix(32)),
                "y": Self.base64url(point.suffix(32)),
            ]
        case .ed25519(let key):
            let x = Self.base64url(key.publicKey.rawRepresentation)
            return ["kid": kid, "kty": "OKP", "crv": "Ed25519", "x": x]
        case .rsa(let key):
            let numbers = try key.publicKey.getKeyPrimitives()
            let (n, e) = (Self.base64url(numbers.modulus), Self.base64url(numbers.publicExponent))
            return ["kid": kid, "kty": "RSA", "n": n, "e": e]
        }
    }

    /// A token.
    ///
    /// - Parameters:
    ///   - claims: the members of its payload, as JSON.
    ///   - header: the header in place of the right one, as JSON.
    public func token(_ claims: String, header: String? = nil) throws -> String {
        let head = header ?? #"{"alg":"\#(algorithm.rawValue)","kid":"\#(kid)","typ":"JWT"}"#
        let signed = Self.base64url(Data(head.utf8)) + "." + Self.base64url(Data("{\(claims)}".utf8))
        return signed + "." + Self.base64url(try signature(Data(signed.utf8)))
    }

    /// A JWK set of the public keys of signers.
    public static func keySet(_ signers: [TokenSigner]) throws -> Data {
        try JSONSerialization.data(withJSONObject: ["keys": signers.map { try $0.jwk() }])
    }

    private func signature(_ data: Data) throws -> Data {
        switch key {
        case .p256(let key): try key.signature(for: data).rawRepresentation
        case .ed25519(let key): try key.signature(for: data)
        case .rsa(let key): try key.signature(for: data, padding: .insecurePKCS1v1_5).rawRepresentation
        }
    }

    public static func base64url(_ data: Data) -> String {
        data.base64EncodedString().replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }
}
