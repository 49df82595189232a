import Cryptography
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
    private let cipher: MessageCipher

    /// - Returns: `nil` if the request has no `Idempotency-Key`.
    /// - Throws: ``Problem`` 400 where it is not well formed.
    init?(_ request: Request, body: [UInt8]) throws {
        guard let text = try RequestReading.idempotencyKeyText(of: request) else { return nil }
        let purpose = "\(request.method) \(request.uri.path)"
        let name = SHA256.hash("\(purpose) \(text)").hexadecimal
        guard let key = IdempotencyKey(key: name, fingerprint: SHA256.hash(data: body).hexadecimal) else { return nil }
        self.key = key
        cipher = MessageCipher(secret: Array(text.utf8), purpose: Array("carillon \(purpose)".utf8))
    }

    func seal(_ answer: RawJSON) throws -> String {
        Data(try cipher.seal(answer.bytes)).base64EncodedString()
    }

    func open(_ text: String) throws -> RawJSON {
        RawJSON(unchecked: try cipher.open(Array(Data(base64Encoded: text) ?? Data())))
    }
}
