import COpenSSL

/// Encrypts and authenticates messages: AES-256-GCM (NIST SP 800-38D) with a new random nonce for each message, computed by
/// OpenSSL's libcrypto.
public struct MessageCipher: Sendable {
    /// The message was not sealed with this key, or was changed since, or libcrypto failed.
    public struct Failure: Error, Hashable, Sendable {}

    static let nonceLength = 12
    static let tagLength = 16

    private let key: [UInt8]

    /// Derives the key from a secret: HKDF with SHA-256 and without a salt (RFC 5869).
    ///
    /// - Parameter purpose: the `info` of RFC 5869: another purpose gives another key.
    public init(secret: [UInt8], purpose: [UInt8]) {
        let salt = [UInt8](repeating: 0, count: SHA256.length)
        let pseudorandomKey = SHA256.authenticationCode(of: secret, key: salt)
        // The first block of the expansion, which is as long as the key.
        key = SHA256.authenticationCode(of: purpose + [1], key: pseudorandomKey)
    }

    /// Encrypts a message.
    ///
    /// - Returns: the nonce, the encrypted message and the tag, one after the other.
    public func seal(_ message: [UInt8]) throws(Failure) -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        let nonce = (0..<Self.nonceLength).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        var encrypted = [UInt8](repeating: 0, count: message.count)
        var tag = [UInt8](repeating: 0, count: Self.tagLength)
        var (length, rest) = (Int32(0), Int32(0))
        // The message is as long as what it is encrypted to: nothing is left for the final call to write.
        let context = EVP_CIPHER_CTX_new()
        defer { EVP_CIPHER_CTX_free(context) }
        guard EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce) == 1,
            EVP_EncryptUpdate(context, &encrypted, &length, message, Int32(message.count)) == 1,
            EVP_EncryptFinal_ex(context, &tag, &rest) == 1,
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tag.count), &tag) == 1
        else { throw Failure() }
        return nonce + encrypted + tag
    }

    /// Decrypts what ``seal(_:)`` returned.
    public func open(_ sealed: [UInt8]) throws(Failure) -> [UInt8] {
        guard sealed.count >= Self.nonceLength + Self.tagLength else { throw Failure() }
        let nonce = Array(sealed.prefix(Self.nonceLength))
        var tag = Array(sealed.suffix(Self.tagLength))
        let encrypted = Array(sealed.dropFirst(Self.nonceLength).dropLast(Self.tagLength))
        var message = [UInt8](repeating: 0, count: encrypted.count)
        var nothing = [UInt8](repeating: 0, count: Self.tagLength)
        var (length, rest) = (Int32(0), Int32(0))
        let context = EVP_CIPHER_CTX_new()
        defer { EVP_CIPHER_CTX_free(context) }
        guard EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce) == 1,
            EVP_DecryptUpdate(context, &message, &length, encrypted, Int32(encrypted.count)) == 1,
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag) == 1,
            // Compares the tags, in constant time.
            EVP_DecryptFinal_ex(context, &nothing, &rest) == 1
        else { throw Failure() }
        return message
    }
}
