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
        let body = try await body(of: request, limit: maximumBodyBytes)
        try checkIsTyped(request, body)
        return body
    }

    /// Refuses the body of a request that takes none.
    ///
    /// A web page can make a browser send some bodies anywhere, and a client that sends one means something by it.
    ///
    /// - Throws: ``Problem`` 400 or 408.
    static func nothing(of request: Request) async throws {
        let refusal = Problem.malformed("\(request.method) \(request.uri.path) takes no body: send none")
        if let length = request.headers[.contentLength], length != "0" { throw refusal }
        do {
            guard try await body(of: request, limit: 0).isEmpty else { throw refusal }
        } catch let problem as Problem where problem.status != .requestTimeout {
            throw refusal
        }
    }

    /// The body of a request.
    ///
    /// - Parameter limit: how large it may be, in bytes.
    /// - Throws: ``Problem`` 400, 408, 413 or 415.
    static func body(of request: Request, limit: Int) async throws -> [UInt8] {
        if let coding = request.headers[.contentEncoding], coding.lowercased() != "identity" {
            throw Problem(
                status: .unsupportedMediaType,
                detail: "the body must be sent as it is, without Content-Encoding: \(coding)",
                headers: [.acceptEncoding: "identity"])
        }
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

    /// - Throws: ``Problem`` 415 if the body is known to be something else than JSON.
    static func checkContentType(_ request: Request) throws {
        guard let media = mediaType(of: request) else {
            let isThere =
                request.headers[.transferEncoding] != nil || request.headers[.contentLength].map { $0 != "0" } ?? false
            if isThere { throw notJSON }
            return
        }
        let isJSON = media == "application/json" || (media.hasPrefix("application/") && media.hasSuffix("+json"))
        // Two headers are one with a comma.
        guard isJSON, !media.contains(",") else { throw notJSON }
    }

    /// Refuses a body without a type, whose length is known only after it has been read.
    ///
    /// - Throws: ``Problem`` 415.
    static func checkIsTyped(_ request: Request, _ body: [UInt8]) throws {
        if mediaType(of: request) == nil, !body.isEmpty { throw notJSON }
    }

    /// A body without a type is no JSON either: browsers let any web page send such a one.
    private static let notJSON = Problem(
        status: .unsupportedMediaType, detail: "the body must be JSON: send Content-Type: application/json")

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
            let expected = TaskName.expectation
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
