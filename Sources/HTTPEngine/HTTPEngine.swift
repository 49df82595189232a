internal import CCurl
internal import Glibc
public import ServiceLifecycle
internal import Synchronization

/// An HTTP client on libcurl: HTTP/1.1, and HTTP/2 over TLS if the server offers it. Connections are kept and used
/// again; redirects are responses like others and not followed.
///
/// One thread does all the work, with epoll. Callers wait without a thread. The cancellation of a caller ends its
/// transfer at once.
///
/// libcurl repeats two kinds of requests: one on a *kept* connection that ends before any byte of the response, and one
/// that an HTTP/2 server refused before it processed it (`REFUSED_STREAM`, or a stream after the last of a `GOAWAY`).
public final class HTTPEngine: Service, Sendable {
    public struct Configuration: Sendable {
        /// The time limit for a new connection, including TLS.
        public var connectTimeout: Duration
        /// The number of connections that are kept for further requests.
        public var keptConnections: Int
        /// A file with the trusted certificates in PEM, in place of the system's.
        public var authorities: String?
        public var version = Version.automatic
        /// Makes the socket of each new connection, on the engine's thread, when its address is known and nothing is sent
        /// yet; `CURL_SOCKET_BAD` refuses the address. `nil` leaves it to libcurl. A check of addresses belongs here; tests
        /// change the address.
        var openSocket: (@Sendable (UnsafeMutablePointer<curl_sockaddr>) -> Int32)?

        public init(
            connectTimeout: Duration = .seconds(10), keptConnections: Int = 256, authorities: String? = nil
        ) {
            self.connectTimeout = connectTimeout
            self.keptConnections = keptConnections
            self.authorities = authorities
        }
    }

    /// The version of HTTP.
    public enum Version: Sendable {
        /// 2 if a TLS server offers it, or else 1.1.
        case automatic
        case http1
        /// 2 without TLS and without negotiation.
        case http2
    }

    private let mailbox = EngineMailbox()

    public init(_ configuration: Configuration = Configuration()) {
        EngineLoop.start(configuration, mailbox: mailbox)
    }

    deinit {
        mailbox.submit(.stop(nil))
    }

    /// Sends a request and waits for the response.
    ///
    /// - Returns: a response with a status from 200 to 599, even if its body broke off.
    /// - Throws: ``HTTPFailure`` if there is no response.
    public func execute(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        try await perform(TransferJob(request))
    }

    func perform(_ job: TransferJob) async throws(HTTPFailure) -> HTTPResponse {
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if !mailbox.submit(.start(job, continuation)) { continuation.resume(returning: .failure(.cancelled)) }
            }
        } onCancel: {
            cancel(job)
        }
        return try result.get()
    }

    func cancel(_ job: TransferJob) {
        job.cancel()
        mailbox.submit(.cancel(job))
    }

    /// Continues a transfer that waits for the reader of its body.
    func resume(_ job: TransferJob) {
        mailbox.submit(.resume(job))
    }

    /// Waits for graceful shutdown and then ends the engine.
    public func run() async throws {
        try? await gracefulShutdown()
        await shutDown()
    }

    /// Ends all transfers and closes all connections. Later requests fail with the code `cancelled`.
    public func shutDown() async {
        await withCheckedContinuation { continuation in
            if !mailbox.submit(.stop(continuation)) { continuation.resume() }
        }
    }
}

/// A request, and whether its caller was cancelled.
final class TransferJob: Sendable {
    let request: HTTPRequest
    /// Takes the body while it comes; `nil` if it is kept for the response.
    let pipe: BodyPipe?
    private let isCancelledFlag = Atomic(false)

    init(_ request: HTTPRequest, pipe: BodyPipe? = nil) {
        self.request = request
        self.pipe = pipe
    }

    var isCancelled: Bool { isCancelledFlag.load(ordering: .acquiring) }

    func cancel() {
        isCancelledFlag.store(true, ordering: .releasing)
    }
}
