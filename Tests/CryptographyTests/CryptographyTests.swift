import Crypto
import Testing

@testable import Cryptography

/// libcrypto against vectors of the standards, and against swift-crypto, which sealed the answers that older versions stored.
@Suite struct CryptographyTests {
    /// Deterministic bytes, of every length around the blocks of SHA-256 and AES.
    private static let messages = [0, 1, 15, 16, 17, 31, 32, 55, 56, 63, 64, 65, 1000, 70_000].map { length in
        (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ length) }
    }

    @Test(
        arguments: [
            // FIPS 180-4, as in NIST's examples.
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func `A hash is that of the standard`(_ text: String, _ expected: String) {
        #expect(Cryptography.SHA256.hash(text).hexadecimal == expected)
    }

    @Test func `A hash of any length is what swift-crypto computes`() {
        for message in Self.messages {
            let expected = Array(Crypto.SHA256.hash(data: message))
            #expect(Array(Cryptography.SHA256.hash(data: message)) == expected)
        }
    }

    @Test func `Digests are equal if and only if all their bytes are`() {
        let digest = Cryptography.SHA256.hash("secret")
        #expect(digest == Cryptography.SHA256.hash("secret"))
        #expect(digest != Cryptography.SHA256.hash("secret "))
        for index in digest.bytes.indices {
            var bytes = digest.bytes
            bytes[index] ^= 1
            #expect(digest != Cryptography.SHA256.Digest(bytes: bytes))
        }
        #expect(digest != Cryptography.SHA256.Digest(bytes: Array(digest.bytes.dropLast())))
    }

    @Test func `An authentication code is that of RFC 4231`() {
        let code = Cryptography.SHA256.authenticationCode(
            of: Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))
        #expect(code.hexadecimal == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test func `A sealed message opens, and two seals of it differ`() throws {
        let cipher = MessageCipher(secret: Array("key".utf8), purpose: Array("test".utf8))
        for message in Self.messages {
            let sealed = try cipher.seal(message)
            #expect(sealed.count == message.count + MessageCipher.nonceLength + MessageCipher.tagLength)
            #expect(try cipher.open(sealed) == message)
            #expect(try cipher.seal(message) != sealed)
        }
    }

    @Test func `A changed or foreign message does not open`() throws {
        let cipher = MessageCipher(secret: Array("key".utf8), purpose: Array("test".utf8))
        let sealed = try cipher.seal(Array("the message".utf8))
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 0x40
            #expect(throws: MessageCipher.Failure.self) { try cipher.open(changed) }
        }
        for length in 0..<sealed.count {
            #expect(throws: MessageCipher.Failure.self) { try cipher.open(Array(sealed.prefix(length))) }
        }
        for other in [("kez", "test"), ("key", "tesu")] {
            let stranger = MessageCipher(secret: Array(other.0.utf8), purpose: Array(other.1.utf8))
            #expect(throws: MessageCipher.Failure.self) { try stranger.open(sealed) }
        }
    }

    @Test func `What swift-crypto sealed opens, and the other way round`() throws {
        let (secret, purpose) = (Array("an idempotency key".utf8), Array("carillon POST /keys".utf8))
        let cipher = MessageCipher(secret: secret, purpose: purpose)
        let key = HKDF<Crypto.SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: secret), info: purpose, outputByteCount: 32)
        for message in Self.messages {
            let theirs = try #require(try AES.GCM.seal(message, using: key).combined)
            #expect(try cipher.open(Array(theirs)) == message)
            let box = try AES.GCM.SealedBox(combined: cipher.seal(message))
            #expect(try Array(AES.GCM.open(box, using: key)) == message)
        }
    }

    @Test func `Hexadecimal digits are two for each byte`() {
        #expect(([0, 1, 15, 16, 171, 255] as [UInt8]).hexadecimal == "00010f10abff")
    }
}
