import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import Timekeeping

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Sends requests to the API and tells errors from answers.
struct APIClient: Sendable {
    let http: HTTPClient
    let settings: ConnectionSettings
    let clock: any WallClock
    /// Told what is sent and what came of it, without key and bodies.
    var trace: @Sendable (String) -> Void = { _ in }

    /// Answers above it are refused: 64 MiB, sixteen of the largest pages.
    static let maximumBody = 64 << 20
    /// How often a request that came too early is sent again.
    private static let patience = 5

    /// Calls `body` with a client that lives as long.
    static func with<Result: Sendable>(
        _ settings: ConnectionSettings, clock: any WallClock, trace: @escaping @Sendable (String) -> Void,
        _ body: (APIClient) async throws -> Result
    ) async throws -> Result {
        // A redirect would send the key who knows where.
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(10)
        // A stream of events says something every 15 seconds.
        configuration.timeout.read = .seconds(60)
        configuration.httpVersion = .http1Only
        // Somebody waits: what does not answer now is told now.
        configuration.connectionPool.retryConnectionEstablishment = false
        let http = HTTPClient(eventLoopGroup: .singletonMultiThreadedEventLoopGroup, configuration: configuration)
        do {
            let result = try await body(APIClient(http: http, settings: settings, clock: clock, trace: trace))
            try await http.shutdown()
            return result
        } catch {
            try? await http.shutdown()
            throw error
        }
    }

    /// Sends a request, again where the server says that it came too soon.
    ///
    /// - Parameter flags: which flag gave which field.
    /// - Throws: ``Failure`` where the server can't be reached or does not answer with 2xx.
    func send(_ request: APIRequest, flags: FlagMap = FlagMap()) async throws -> APIResponse {
        for _ in 1..<Self.patience {
            let (response, retryAfter) = try await sendOnce(request)
            // 429 was not acted upon, so nothing is done twice.
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
        let problem = Problem(status: response.status, body: response.body)
        var failure = Failure(problem, flags: flags)
        if problem.document == nil, response.status < 500, response.status != 401 {
            failure.hint = failure.hint ?? "is \(settings.server) the address of Carillon's API?"
        }
        throw failure
    }

    /// The request as it is sent.
    func message(_ request: APIRequest) -> HTTPClientRequest {
        var message = HTTPClientRequest(url: settings.server.url + request.target)
        message.method = HTTPMethod(rawValue: request.method)
        message.headers.add(name: "Accept", value: "application/json")
        message.headers.add(name: "User-Agent", value: "carillon-cli/1")
        if let key = settings.key { message.headers.add(name: "Authorization", value: "Bearer \(key.value)") }
        for header in request.headers { message.headers.add(name: header.name, value: header.value) }
        if let body = request.body {
            message.headers.add(name: "Content-Type", value: body.type)
            message.body = .bytes(ByteBuffer(bytes: body.bytes))
        }
        return message
    }

    private func sendOnce(_ request: APIRequest) async throws -> (response: APIResponse, retryAfter: Int?) {
        do {
            let response = try await http.execute(message(request), timeout: .seconds(60))
            let body = try await response.body.collect(upTo: Self.maximumBody)
            trace("\(request.method) \(settings.server.url)\(request.target): \(response.status.code)")
            let answer = APIResponse(
                status: Int(response.status.code), etag: response.headers.first(name: "ETag"),
                body: Array(body.readableBytesView))
            return (answer, response.headers.first(name: "Retry-After").flatMap { Int($0) })
        } catch {
            throw unreachable(error, request)
        }
    }

    /// What an error means that came in place of an answer.
    func unreachable(_ error: any Error, _ request: APIRequest) -> any Error {
        if error is CancellationError || error is Failure || error is OutputError { return error }
        trace("\(request.method) \(settings.server.url)\(request.target): \(error)")
        return Failure(
            .unavailable, "can't reach \(settings.server): \(Self.reason(error))",
            hint: "is it running? --server or CARILLON_SERVER say where it is")
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as HTTPClientError where error == .connectTimeout: "it does not answer"
        case let error as HTTPClientError where error == .deadlineExceeded: "it took longer than a minute"
        case let error as HTTPClientError where error == .readTimeout: "it said nothing for a minute"
        case let error as HTTPClientError where error == .remoteConnectionClosed: "it closed the connection"
        case let error as NIOConnectionError where error.connectionErrors.isEmpty: "its name is unknown"
        case is NIOConnectionError: "it does not accept the connection"
        case let error as IOError where error.errnoCode == ECONNREFUSED: "it does not accept the connection"
        default: "\(error)"
        }
    }
}
