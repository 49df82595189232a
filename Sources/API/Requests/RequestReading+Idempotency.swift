import Cryptography
import HTTPTypes
import Hummingbird
import Messages
import TaskModel

/// Requests that are carried out once, however often they are sent.
extension RequestReading {
    /// Returns the header `Idempotency-Key` of a request that creates tasks, with a hash of the body.
    ///
    /// - Parameter access: the keys of a sender that is limited to groups are separate from those of others, since it
    ///   may not learn what their requests created.
    /// - Throws: ``Problem`` 400 if the header is malformed.
    static func idempotencyKey(of request: Request, body: [UInt8], _ access: Access) throws -> IdempotencyKey? {
        guard let value = try idempotencyKeyText(of: request) else { return nil }
        return key(value, fingerprint: SHA256.hash(data: body).hexadecimal, access)
    }

    /// Returns the header `Idempotency-Key` of any other request, with a hash of its method, path, query and body.
    ///
    /// - Throws: ``Problem`` 400 if the header is malformed.
    static func onceKey(of request: Request, body: [UInt8] = [], _ access: Access) throws -> IdempotencyKey? {
        guard let value = try idempotencyKeyText(of: request) else { return nil }
        let head = Array("\(request.method) \(request.uri.string)\n".utf8)
        return key(value, fingerprint: SHA256.hash(data: head + body).hexadecimal, access)
    }

    /// - Throws: ``Problem`` 400 if the header is malformed.
    static func idempotencyKeyText(of request: Request) throws -> String? {
        let values = request.headers[values: .idempotencyKey]
        guard let value = values.first else { return nil }
        guard values.count == 1, IdempotencyKey(key: value, fingerprint: "") != nil else {
            let expected = "must be one value of 1 to \(IdempotencyKey.maximumLength) printable ASCII characters"
            throw Problem(
                status: .badRequest, detail: "the header Idempotency-Key \(expected)",
                errors: [FieldError("Idempotency-Key", expected)])
        }
        return value
    }

    private static func key(_ value: String, fingerprint: String, _ access: Access) -> IdempotencyKey? {
        guard let groups = access.groups else { return IdempotencyKey(key: value, fingerprint: fingerprint) }
        let scope = groups.sorted().map(\.rawValue).joined(separator: ",")
        return IdempotencyKey(key: SHA256.hash("\(scope) \(value)").hexadecimal, fingerprint: fingerprint)
    }
}

extension SchedulerClient {
    /// Carries out a change for a request without a body, limited to what its sender may see; only once for requests
    /// with the same `Idempotency-Key`.
    ///
    /// - Returns: the scheduler's answer, and whether it is the answer to an earlier request.
    /// - Throws: ``Problem``.
    func change(
        _ change: TaskChange, of request: Request, _ access: Access
    ) async throws -> (answer: TaskChangeAnswer, isRepeated: Bool) {
        let change = access.limit(change)
        let key = try RequestReading.onceKey(of: request, access)
        return try await self.change(key.map { .once($0, change) } ?? change).unwrapped
    }

    /// Whether an earlier request with the same key carried out its change.
    ///
    /// - Throws: ``Problem`` 409 if the key came with another request.
    func wasDone(_ key: IdempotencyKey) async throws -> Bool {
        switch try await change(.recall(key)) {
        case .again: return true
        case .conflict(let conflict): throw conflict.problem
        default: return false
        }
    }
}

extension Response {
    /// Adds `Idempotent-Replayed` to a response that repeats an earlier one.
    func marked(_ isRepeated: Bool) -> Response {
        guard isRepeated else { return self }
        var response = self
        response.headers[.idempotentReplayed] = "true"
        return response
    }
}

extension HTTPField.Name {
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
    static let idempotentReplayed = HTTPField.Name("Idempotent-Replayed")!
}
