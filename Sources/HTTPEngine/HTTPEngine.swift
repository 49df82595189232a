internal import CCurl
internal import Glibc
public import ServiceLifecycle
internal import Synchronization

/// An HTTP client on libcurl: HTTP/1.1, and HTTP/2 over TLS if the server offers it; connections are kept and used
/// again; redirects are answers and not followed.
///
/// One thread does all the work, with epoll. Callers wait without a thread. A caller that is cancelled ends its
/// transfer at once.
///
/// What libcurl repeats by itself: a request on a *kept* connection that ends before any byte of the answer, and one
/// that an HTTP/2 server refused before it processed it (`REFUSED_STREAM`, or a stream after the last of a `GOAWAY`).
public final class HTTPEngine: Service, Sendable {
    public struct Configuration: Sendable {
        /// How long it may take to have a connection, TLS included.
        public var connectTimeout: Duration
        /// How many connections are kept for further requests.
        public var keptConnections: Int
        /// A file of certificates in PEM that are trusted, in place of the system's.
        public var authorities: String?
        public var version = Version.automatic
        /// Makes the socket for each new connection, on the engine's thread, once its address is known and before
        /// anything is sent; `CURL_SOCKET_BAD` refuses the address. `nil` leaves it to libcurl. A check of addresses
        /// belongs here; tests change the address.
        var openSocket: (@Sendable (UnsafeMutablePointer<curl_sockaddr>) -> Int32)?

        public init(
            connectTimeout: Duration = .seconds(10), keptConnections: Int = 256, authorities: String? = nil
        ) {
            self.connectTimeout = connectTimeout
            self.keptConnections = keptConnections
            self.authorities = authorities
        }
    }

    /// The version of HTTP that is spoken.
    public enum Version: Sendable {
        /// 2 if a TLS server offers it, else 1.1.
        case automatic
        case http1
        /// 2, without TLS and without asking.
        case http2
    }

    private let mailbox = EngineMailbox()

    public init(_ configuration: Configuration = Configuration()) {
        EngineLoop.start(configuration, mailbox: mailbox)
    }

    deinit {
        mailbox.submit(.stop(nil))
    }

    /// Sends a request and waits for the answer.
    ///
    /// - Returns: an answer with a status from 200 to 599, also if its body broke off.
    /// - Throws: ``HTTPFailure`` if there is none.
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

    /// Goes on with a transfer that waits for the reader of its body.
    func resume(_ job: TransferJob) {
        mailbox.submit(.resume(job))
    }

    /// Keeps the engine until graceful shutdown, and then ends it.
    public func run() async throws {
        try? await gracefulShutdown()
        await shutDown()
    }

    /// Ends what is under way and closes all connections. What is asked for after that is refused.
    public func shutDown() async {
        await withCheckedContinuation { continuation in
            if !mailbox.submit(.stop(continuation)) { continuation.resume() }
        }
    }
}

/// A request and whether it is still wanted.
final class TransferJob: Sendable {
    let request: HTTPRequest
    /// Where the body goes while it comes; `nil` if it is kept for the answer.
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
