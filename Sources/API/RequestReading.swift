import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import TaskModel

/// What routes read of requests.
enum RequestReading {
    /// The largest body that is taken, in bytes.
    static let maximumBodyBytes = 256 * 1024

    /// The body of a request that must be JSON.
    ///
    /// - Throws: ``Problem`` 400, 408, 413 or 415.
    static func json(of request: Request) async throws -> [UInt8] {
        try checkContentType(request)
        return try await body(of: request, limit: maximumBodyBytes)
    }

    /// The body of a request.
    ///
    /// - Parameter limit: how large it may be, in bytes.
    /// - Throws: ``Problem`` 400, 408 or 413.
    static func body(of request: Request, limit: Int) async throws -> [UInt8] {
        let tooLarge = Problem(status: .contentTooLarge, detail: "the body is larger than \(limit) bytes")
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw tooLarge
        }
        do {
            let buffer = try await request.body.collect(upTo: limit)
            return [UInt8](buffer: buffer)
        } catch is NIOTooManyBytesError {
            throw tooLarge
        } catch is RequestTimedOut {
            throw Problem(status: .requestTimeout, detail: "the body did not arrive in time")
        } catch let error as CancellationError {
            throw error
        } catch {
            // Whatever else ends a body early happened on the client's side of the connection.
            throw Problem(status: .badRequest, detail: "the body broke off: \(error)")
        }
    }

    /// The media type of the body, in lower case and without parameters; nil where none is given.
    static func mediaType(of request: Request) -> String? {
        request.headers[.contentType].map { $0.prefix { $0 != ";" }.lowercased().filter { $0 != " " } }
    }

    static func checkContentType(_ request: Request) throws {
        guard let media = mediaType(of: request) else { return }
        guard media == "application/json" || (media.hasPrefix("application/") && media.hasSuffix("+json")) else {
            throw Problem(
                status: .unsupportedMediaType, detail: "the body must be JSON: send Content-Type: application/json")
        }
    }

    /// The header `Idempotency-Key`, with a hash of the body that it came with.
    ///
    /// - Parameter access: whoever may know of other groups only has keys of its own: what another's request made is none
    ///   of its business.
    /// - Throws: ``Problem`` 400 where it is not well formed.
    static func idempotencyKey(
        of request: Request, body: [UInt8], _ access: Access
    ) throws -> IdempotencyKey? {
        let values = request.headers[values: .idempotencyKey]
        guard let value = values.first else { return nil }
        let fingerprint = SHA256.hash(data: body).hexadecimal
        guard values.count == 1, let key = IdempotencyKey(key: value, fingerprint: fingerprint) else {
            let expected = "must be one value of 1 to \(IdempotencyKey.maximumLength) printable ASCII characters"
            throw Problem(
                status: .badRequest, detail: "the header Idempotency-Key \(expected)",
                errors: [FieldError("Idempotency-Key", expected)])
        }
        guard let groups = access.groups else { return key }
        let scope = groups.sorted().map(\.rawValue).joined(separator: ",")
        return IdempotencyKey(key: SHA256.hash("\(scope) \(value)").hexadecimal, fingerprint: fingerprint)
    }

    /// What stands in the place of a parameter in the path, without percent encoding; empty where that is broken.
    static func parameter(_ name: String, _ context: APIRequestContext) -> String {
        context.parameters.get(name)?.removingPercentEncoding ?? ""
    }

    /// An id in the path.
    ///
    /// - Throws: ``Problem`` 400 where it is none.
    static func id<Entity>(
        _ parameter: String, _ context: APIRequestContext, as _: EntityID<Entity>.Type
    ) throws -> EntityID<Entity> {
        guard let id = EntityID<Entity>(self.parameter(parameter, context)) else {
            throw Problem(
                status: .badRequest, detail: "the \(parameter) in the path is not a UUID",
                errors: [FieldError(parameter, "must be a UUID, as the API gave it")])
        }
        return id
    }

    /// The name of a task in the path.
    ///
    /// - Throws: ``Problem`` 400 where it is none.
    static func name(_ context: APIRequestContext) throws -> TaskName {
        guard let name = TaskName(parameter("name", context)) else {
            let expected = "must be 1 to \(TaskName.maximumLength) letters, digits, '.', '_', '-' or ':'"
            throw Problem(
                status: .badRequest, detail: "the name in the path \(expected)", errors: [FieldError("name", expected)])
        }
        return name
    }

    /// The name of a limit in the path.
    ///
    /// - Throws: ``Problem`` 422 where it is none.
    static func limitName(_ context: APIRequestContext) throws -> LimitName {
        guard let name = LimitName(parameter("name", context)) else {
            throw Problem(
                status: .unprocessableContent, detail: "the name in the path \(LimitName.expectation)",
                errors: [FieldError("name", LimitName.expectation)])
        }
        return name
    }
}

extension HTTPField.Name {
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
    static let idempotentReplayed = HTTPField.Name("Idempotent-Replayed")!
}
