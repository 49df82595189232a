import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import TaskModel

/// Reads the body and the parameters of requests.
enum RequestReading {
    /// The maximum size of a body in bytes.
    static let maximumBodyBytes = 256 * 1024

    /// Returns the body of a request that must be JSON.
    ///
    /// - Throws: ``Problem`` 400, 408, 413 or 415.
    static func json(of request: Request) async throws -> [UInt8] {
        try await json(of: request, mediaType: mediaType(of: request), limit: maximumBodyBytes)
    }

    /// Returns the body of a request that must be JSON.
    ///
    /// - Parameters:
    ///   - mediaType: the result of ``mediaType(of:)``.
    ///   - limit: the maximum size in bytes.
    /// - Throws: ``Problem`` 400, 408, 413 or 415.
    static func json(of request: Request, mediaType: String?, limit: Int) async throws -> [UInt8] {
        try checkIsJSON(mediaType, request)
        let body = try await body(of: request, limit: limit)
        // The length of a chunked body is known only now.
        if mediaType == nil, !body.isEmpty { throw notJSON }
        return body
    }

    /// Refuses a body if the operation has none.
    ///
    /// A web page can make a browser send some bodies anywhere, and a client that sends a body expects it to be used.
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

    /// Returns the body of a request.
    ///
    /// - Parameter limit: the maximum size in bytes.
    /// - Throws: ``Problem`` 400, 408, 413 or 415.
    static func body(of request: Request, limit: Int) async throws -> [UInt8] {
        if let coding = request.headers[.contentEncoding], coding.lowercased() != "identity" {
            throw Problem(
                status: .unsupportedMediaType,
                detail: "send the body uncompressed, without Content-Encoding: \(coding)",
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
            // All other errors come from the client's side of the connection.
            throw Problem(status: .badRequest, detail: "the body broke off: \(error)")
        }
    }

    /// Returns the media type of the body in lower case and without parameters; `nil` if the header is missing.
    static func mediaType(of request: Request) -> String? {
        guard let value = request.headers[.contentType] else { return nil }
        // What most clients send needs no work.
        if value == "application/json" { return value }
        return value.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
    }

    /// - Throws: ``Problem`` 415 if the body is known not to be JSON.
    private static func checkIsJSON(_ mediaType: String?, _ request: Request) throws {
        guard let media = mediaType else {
            let isThere =
                request.headers[.transferEncoding] != nil || request.headers[.contentLength].map { $0 != "0" } ?? false
            if isThere { throw notJSON }
            return
        }
        let isJSON = media == "application/json" || (media.hasPrefix("application/") && media.hasSuffix("+json"))
        // Two headers are joined with a comma.
        guard isJSON, !media.contains(",") else { throw notJSON }
    }

    /// The problem for a body that is not JSON, or has no type: browsers let any web page send a body without a type.
    private static let notJSON = Problem(
        status: .unsupportedMediaType, detail: "the body must be JSON: send Content-Type: application/json")

    /// Returns a parameter of the path without percent encoding; empty if the encoding is malformed.
    static func parameter(_ name: String, _ context: APIRequestContext) -> String {
        context.parameters.get(name)?.removingPercentEncoding ?? ""
    }

    /// Returns an id in the path.
    ///
    /// - Throws: ``Problem`` 400 if it is malformed.
    static func id<Entity>(
        _ parameter: String, _ context: APIRequestContext, as _: EntityID<Entity>.Type
    ) throws -> EntityID<Entity> {
        guard let id = EntityID<Entity>(self.parameter(parameter, context)) else {
            throw Problem(
                status: .badRequest, detail: "the \(parameter) in the path is not a UUID",
                errors: [FieldError(parameter, "must be a UUID, as the API returned it")])
        }
        return id
    }

    /// Returns the name of a task in the path.
    ///
    /// - Throws: ``Problem`` 400 if it is malformed.
    static func name(_ context: APIRequestContext) throws -> TaskName {
        guard let name = TaskName(parameter("name", context)) else {
            let expected = TaskName.expectation
            throw Problem(
                status: .badRequest, detail: "the name in the path \(expected)", errors: [FieldError("name", expected)])
        }
        return name
    }

    /// Returns the name of a limit in the path.
    ///
    /// - Throws: ``Problem`` 422 if it is malformed.
    static func limitName(_ context: APIRequestContext) throws -> LimitName {
        guard let name = LimitName(parameter("name", context)) else {
            throw Problem(
                status: .unprocessableContent, detail: "the name in the path \(LimitName.expectation)",
                errors: [FieldError("name", LimitName.expectation)])
        }
        return name
    }
}
