import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import TaskModel

/// Encrypts an answer that holds a secret, so that a request that is repeated gets it once more.
///
/// The key comes from the client's `Idempotency-Key`, of which only a hash is stored: who has the database alone can't read
/// the secret, as long as the `Idempotency-Key` can't be guessed.
struct SealedAnswer {
    /// Under which the answer is kept.
    let key: IdempotencyKey
    private let secret: SymmetricKey

    /// - Returns: `nil` if the request has no `Idempotency-Key`.
    /// - Throws: ``Problem`` 400 where it is not well formed.
    init?(_ request: Request, body: [UInt8]) throws {
        guard let text = try RequestReading.idempotencyKeyText(of: request) else { return nil }
        let purpose = "\(request.method) \(request.uri.path)"
        let name = SHA256.hash("\(purpose) \(text)").hexadecimal
        guard let key = IdempotencyKey(key: name, fingerprint: SHA256.hash(data: body).hexadecimal) else { return nil }
        self.key = key
        secret = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: Array(text.utf8)), info: Array("carillon \(purpose)".utf8),
            outputByteCount: 32)
    }

    func seal(_ answer: RawJSON) throws -> String {
        let box = try AES.GCM.seal(answer.bytes, using: secret)
        guard let bytes = box.combined else { throw CryptoKitError.incorrectParameterSize }
        return bytes.base64EncodedString()
    }

    func open(_ text: String) throws -> RawJSON {
        let box = try AES.GCM.SealedBox(combined: Data(base64Encoded: text) ?? Data())
        return RawJSON(unchecked: Array(try AES.GCM.open(box, using: secret)))
    }
}
