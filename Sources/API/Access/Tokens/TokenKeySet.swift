import Foundation

#if Tokens
    import JWTKit
#endif

/// The public keys with which tokens may be signed. Without the package trait `Tokens` no key can be used.
struct TokenKeySet: Sendable {
    struct Key: Sendable {
        /// The only algorithm with which the key is used, whatever a token says.
        let algorithm: String
        #if Tokens
            /// A collection of this key only.
            let collection: JWTKeyCollection

            /// Returns the claims of a token that is signed with this key.
            func claims(of token: String) async throws -> TokenClaims {
                try await collection.verify(token, as: TokenClaims.self)
            }
        #else
            func claims(of token: String) async throws -> TokenClaims { throw Unusable.notBuilt }
        #endif
    }

    /// The text is not a JWK set, or has no usable key.
    struct Unusable: Error, CustomStringConvertible {
        let description: String

        static let notBuilt = Self(description: "this program was built without JSON web tokens")
    }

    /// The maximum number of keys that are read.
    static let maximumCount = 100

    private let keys: [String: Key]

    var count: Int { keys.count }

    /// Takes the usable keys. A set may have others, such as keys for encryption: they are ignored, and so are shared
    /// secrets (`oct`), since anyone who verifies with them can also sign.
    ///
    /// - Throws: ``Unusable``.
    init(json: [UInt8]) async throws {
        #if Tokens
            guard let document = try? JSONDecoder().decode(Document.self, from: Data(json)) else {
                throw Unusable(description: "it is not a JWK set: a JSON object with an array \"keys\"")
            }
            var keys: [String: Key] = [:]
            for entry in document.keys.prefix(Self.maximumCount) {
                guard let jwk = entry.jwk, let algorithm = jwk.algorithm else { continue }
                let collection = JWTKeyCollection()
                guard (try? await collection.add(jwk: jwk).getKey()) != nil else { continue }
                keys[entry.kid] = Key(algorithm: algorithm.rawValue, collection: collection)
            }
            if keys.isEmpty { throw Unusable(description: "it has no public key that can verify a signature") }
            self.keys = keys
        #else
            throw Unusable.notBuilt
        #endif
    }

    /// The key that a token names. A token may leave out the name if there is only one key.
    func key(_ kid: String?) -> Key? {
        guard let kid else { return keys.count == 1 ? keys.first?.value : nil }
        return keys[kid]
    }

    #if Tokens
        private struct Document: Decodable {
            var keys: [Entry]
        }

        private struct Entry: Decodable {
            let kid: String
            /// `nil` if the key can't be used.
            let jwk: JWK?

            private enum CodingKeys: String, CodingKey {
                case kid, use
            }

            init(from decoder: any Decoder) throws {
                let fields = try? decoder.container(keyedBy: CodingKeys.self)
                kid = (try? fields?.decodeIfPresent(String.self, forKey: .kid)) ?? ""
                let use = (try? fields?.decodeIfPresent(String.self, forKey: .use)) ?? "sig"
                guard use == "sig", var jwk = try? JWK(from: decoder) else {
                    self.jwk = nil
                    return
                }
                // Only the public part, even if there is a private one.
                jwk.privateExponent = nil
                jwk.keyIdentifier = JWKIdentifier(string: kid)
                // A key without an algorithm would take that of the first token.
                jwk.algorithm = Self.algorithm(of: jwk)
                self.jwk = jwk.algorithm == nil ? nil : jwk
            }

            private static func algorithm(of jwk: JWK) -> JWK.Algorithm? {
                switch jwk.keyType {
                case .rsa:
                    // 2,048 bits are 256 bytes, or 342 characters of base64.
                    guard let modulus = jwk.modulus, modulus.utf8.count >= 342 else { return nil }
                    let algorithm = jwk.algorithm ?? .rs256
                    let known: [JWK.Algorithm] = [.rs256, .rs384, .rs512, .ps256, .ps384, .ps512]
                    return known.contains(algorithm) ? algorithm : nil
                case .ecdsa:
                    switch jwk.curve?.rawValue {
                    case "P-256": return .es256
                    case "P-384": return .es384
                    case "P-521": return .es512
                    default: return nil
                    }
                case .octetKeyPair: return .eddsa
                default: return nil
                }
            }
        }
    #endif
}

#if Tokens
    extension TokenClaims: JWTPayload {
        /// Does nothing: ``TokenVerifier`` checks the claims, since it has the clock and the expected values.
        func verify(using algorithm: some JWTAlgorithm) {}
    }
#endif
