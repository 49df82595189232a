import Foundation

#if Tokens
    import JWTKit
#endif

/// The public keys that tokens may be signed with. Without the package trait `Tokens` no key can be used.
struct TokenKeySet: Sendable {
    struct Key: Sendable {
        /// The only algorithm that it is used with, whatever a token says.
        let algorithm: String
        #if Tokens
            /// It alone.
            let collection: JWTKeyCollection

            /// - Returns: the claims of a token that is signed with this key.
            func claims(of token: String) async throws -> TokenClaims {
                try await collection.verify(token, as: TokenClaims.self)
            }
        #else
            func claims(of token: String) async throws -> TokenClaims { throw Unusable.notBuilt }
        #endif
    }

    /// What was given is no JWK set, or one without a key that can be used.
    struct Unusable: Error, CustomStringConvertible {
        let description: String

        static let notBuilt = Self(description: "this program was built without JSON web tokens")
    }

    /// How many keys are read.
    static let maximumCount = 100

    private let keys: [String: Key]

    var count: Int { keys.count }

    /// Takes what it can use. Other keys are allowed in a set, such as those for encryption: they are left out, and so
    /// are secrets (`oct`), with which anybody who knows them could sign.
    ///
    /// - Throws: ``Unusable``.
    init(json: [UInt8]) async throws {
        #if Tokens
            guard let document = try? JSONDecoder().decode(Document.self, from: Data(json)) else {
                throw Unusable(description: "it is no JWK set: a JSON object with an array \"keys\"")
            }
            var keys: [String: Key] = [:]
            for entry in document.keys.prefix(Self.maximumCount) {
                guard let jwk = entry.jwk, let algorithm = jwk.algorithm else { continue }
                let collection = JWTKeyCollection()
                guard (try? await collection.add(jwk: jwk).getKey()) != nil else { continue }
                keys[entry.kid] = Key(algorithm: algorithm.rawValue, collection: collection)
            }
            if keys.isEmpty { throw Unusable(description: "there is no public key in it that can verify a signature") }
            self.keys = keys
        #else
            throw Unusable.notBuilt
        #endif
    }

    /// The key that a token names. It need not name one where there is only one.
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
            /// nil where it can't be used.
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
                // Only its public part, should there be more.
                jwk.privateExponent = nil
                jwk.keyIdentifier = JWKIdentifier(string: kid)
                // One that names no algorithm would take that of the first token which comes.
                jwk.algorithm = Self.algorithm(of: jwk)
                self.jwk = jwk.algorithm == nil ? nil : jwk
            }

            private static func algorithm(of jwk: JWK) -> JWK.Algorithm? {
                switch jwk.keyType {
                case .rsa:
                    // 2048 bits are 256 bytes, in base64 342 characters.
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
        /// Nothing: ``TokenVerifier`` has the clock, and knows what is expected.
        func verify(using algorithm: some JWTAlgorithm) {}
    }
#endif
