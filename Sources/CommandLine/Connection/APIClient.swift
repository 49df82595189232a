import HTTPEngine
import Timekeeping

/// Sends requests to the API; turns error responses into failures.
struct APIClient: Sendable {
    let http: HTTPEngine
    let settings: ConnectionSettings
    let clock: any WallClock
    /// Called with each request and its status, without key and bodies.
    var trace: @Sendable (String) -> Void = { _ in }

    /// The largest response that is read: 64 MiB, sixteen of the largest pages.
    static let maximumBody = 64 << 20
    /// How often a request is sent in all while the server answers 429.
    private static let patience = 5
    /// How long a response may take. A stream of events sends something every 15 seconds.
    private static let timeout = Duration.seconds(60)

    /// Calls `body` with a client, and closes its connections at the end.
    static func with<Result: Sendable>(
        _ settings: ConnectionSettings, clock: any WallClock, trace: @escaping @Sendable (String) -> Void,
        _ body: (APIClient) async throws -> Result
    ) async throws -> Result {
        var configuration = HTTPEngine.Configuration(keptConnections: 4, authorities: settings.authorities)
        configuration.version = .http1
        let http = HTTPEngine(configuration)
        do {
            let result = try await body(APIClient(http: http, settings: settings, clock: clock, trace: trace))
            await http.shutDown()
            return result
        } catch {
            await http.shutDown()
            throw error
        }
    }

    /// Sends a request, and repeats it if the server answers 429 with a time to wait.
    ///
    /// - Parameter flags: maps fields to flags.
    /// - Throws: ``Failure`` if the server can't be reached or does not answer with 2xx.
    func send(_ request: APIRequest, flags: FlagMap = FlagMap()) async throws -> APIResponse {
        for _ in 1..<Self.patience {
            let (response, retryAfter) = try await sendOnce(request)
            // The server did nothing when it answered 429, so nothing is done twice.
            guard response.status == 429, let retryAfter, retryAfter <= 60 else {
                return try checked(response, flags: flags)
            }
            trace("waiting \(retryAfter) s, as the server asked")
            try await clock.sleep(for: .seconds(retryAfter))
        }
        return try checked(try await sendOnce(request).response, flags: flags)
    }

    func checked(_ response: APIResponse, flags: FlagMap) throws -> APIResponse {
        guard !(200..<300).contains(response.status) else { return response }
        let problem = APIProblem(status: response.status, body: response.body)
        var failure = Failure(problem, flags: flags)
        if problem.document == nil, response.status < 500, response.status != 401 {
            failure.hint = failure.hint ?? "is \(settings.server) the address of Carillon's API?"
        }
        throw failure
    }

    /// The HTTP request to send.
    func message(_ request: APIRequest, accept: String = "application/json") -> HTTPRequest {
        var fields: [HTTPRequest.Field] = [.init("Accept", accept), .init("User-Agent", "carillon-cli/1")]
        if let key = settings.key { fields.append(.init("Authorization", "Bearer \(key.value)")) }
        fields += request.headers.map { .init($0.name, $0.value) }
        if let body = request.body { fields.append(.init("Content-Type", body.type)) }
        var message = HTTPRequest(
            method: request.method, url: settings.server.url + request.target, fields: fields,
            body: request.body?.bytes, keptBody: Self.maximumBody, readBody: Self.maximumBody)
        // A change is sent only once: it is not repeated if a kept connection breaks.
        message.needsNewConnection = request.method != "GET"
        return message
    }

    private func sendOnce(_ request: APIRequest) async throws -> (response: APIResponse, retryAfter: Int?) {
        do {
            var message = message(request)
            message.timeout = Self.timeout
            let response = try await http.execute(message)
            trace("\(request.method) \(settings.server.url)\(request.target): \(response.status)")
            switch response.bodyEnd {
            case .complete: break
            case .cut: throw Failure(.unavailable, "the server's response is larger than \(Self.maximumBody >> 20) MiB")
            case .broken(let failure): throw failure
            }
            let answer = APIResponse(status: response.status, etag: response.first("ETag"), body: response.body)
            return (answer, response.first("Retry-After").flatMap { Int($0) })
        } catch {
            throw unreachable(error, request)
        }
    }

    /// Reads a stream of events until it ends or `body` returns true.
    ///
    /// - Parameters:
    /// - body: called with each block; returns whether to stop.
    /// - Returns: whether `body` stopped the stream.
    /// - Throws: ``Failure`` if the server can't be reached or does not answer with 2xx; if the stream breaks, with
    ///   ``Outcome/unavailable``; what `body` throws.
    func events(
        _ request: APIRequest, flags: FlagMap, _ body: (ServerSentEvents.Block) throws -> Bool
    ) async throws -> Bool {
        var message = message(request, accept: "text/event-stream")
        message.silence = Self.timeout
        var events = ServerSentEvents()
        var refusal: [UInt8] = []
        var status: Int?
        do {
            let end = try await http.stream(message) { response, bytes in
                if status == nil {
                    trace("\(request.method) \(settings.server.url)\(request.target): \(response.status)")
                    status = response.status
                }
                guard response.status == 200 else {
                    refusal += bytes
                    return refusal.count <= Self.maximumBody
                }
                for block in try events.feed(bytes) where try body(block) { return false }
                return true
            }
            guard let end else {
                guard let status, status != 200 else { return true }
                throw Failure(.unavailable, "the server's response is larger than \(Self.maximumBody >> 20) MiB")
            }
            guard end.status == 200 else {
                _ = try checked(APIResponse(status: end.status, etag: nil, body: refusal), flags: flags)
                throw Failure(.unavailable, "the server answered \(end.status) instead of a stream of events")
            }
            if case .broken(let failure) = end.bodyEnd { throw failure }
            return false
        } catch {
            throw unreachable(error, request)
        }
    }

    /// The failure for an error of the HTTP engine.
    func unreachable(_ error: any Error, _ request: APIRequest) -> any Error {
        guard let failure = error as? HTTPFailure else { return error }
        trace("\(request.method) \(settings.server.url)\(request.target): \(failure)")
        if failure.code == .cancelled { return CancellationError() }
        return Failure(unreachable: settings.server, failure)
    }
}
