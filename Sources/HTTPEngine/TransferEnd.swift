internal import CCurl
internal import Glibc

/// What libcurl reports of a transfer that failed.
struct TransferEnd {
    var code: CURLcode
    /// The error text of libcurl. It may name files of this machine, so it is never passed on.
    var text: String
    /// An `errno`; 0 if there is none.
    var systemError: Int32
    /// OpenSSL's result of the verification of the certificate.
    var verifyResult: Int
    /// The steps that the transfer has completed.
    var isResolved: Bool
    var isConnected: Bool
    var isReady: Bool
    var timeout: Duration?
    var silence: Duration?
    var connectTimeout: Duration
}

extension HTTPFailure {
    /// Describes the failure of a transfer in our own words.
    init(_ end: TransferEnd) {
        switch end.code {
        case CURLE_URL_MALFORMAT:
            self.init(.invalidRequest, "can't be asked: its URL is malformed")
        case CURLE_COULDNT_RESOLVE_HOST:
            self.init(.unknownName, "can't be found: its name has no address")
        case CURLE_COULDNT_CONNECT: self = .unconnected(end)
        case CURLE_OPERATION_TIMEDOUT: self = .late(end)
        case CURLE_PEER_FAILED_VERIFICATION: self = .tls(end.certificateProblem)
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED, CURLE_SSL_ENGINE_INITFAILED,
            CURLE_SSL_CLIENTCERT:
            self = end.isBrokenConnection ? .closed(end) : .handshake(end)
        case CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE:
            self.init(.other, "can't be trusted: the certificates of the authorities can't be read on this machine")
        case CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE: self = .closed(end)
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR:
            if end.text.contains("Connection died") {
                self = .refused
            } else if end.isBrokenConnection {
                self = .closed(end)
            } else if end.text.contains("SSL") {
                self = .handshake(end)
            } else {
                self = .invalid
            }
        // Such a request is repeated, so this is the last of many.
        case CURLE_HTTP2: self = .refused
        case CURLE_HTTP2_STREAM:
            // nghttp2 ends a stream with this code if the response is malformed.
            self = end.text.contains("(err 1)") ? .invalid : HTTPFailure(.closed, "reset the stream before it answered")
        // The first is libcurl's code for an unknown status or version; "out of memory" is the code of 7.88 for a line of
        // the head that is too long.
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING,
            CURLE_WRITE_ERROR, CURLE_OUT_OF_MEMORY, CURLE_FILESIZE_EXCEEDED, CURLE_BAD_FUNCTION_ARGUMENT:
            self = .invalid
        default: self.init(.other, "can't be asked: libcurl gave up (\(end.code.rawValue))")
        }
    }

    private static let invalid = HTTPFailure(.invalidResponse, "sent no answer in HTTP")

    private static let refused = HTTPFailure(
        .closed, "refused the request, or closed the connection, again and again before it answered")

    private static func tls(_ problem: TLSProblem) -> HTTPFailure {
        HTTPFailure(.tls(problem), problem.sentence)
    }

    /// Reads OpenSSL's texts for alerts (RFC 8446 section 6.2) and for its own refusals.
    private static func handshake(_ end: TransferEnd) -> HTTPFailure {
        let has = { (words: String) in end.text.contains(words) }
        if has("wrong version number") || has("http request") || has("packet length too long") {
            return HTTPFailure(.tls(.protocol), "does not speak TLS on this port")
        }
        if has("certificate") || has("alert unknown ca") {
            return .tls(.clientCertificate)
        }
        if has("unrecognized name") { return .tls(.unknownName) }
        return .tls(.protocol)
    }

    private static func closed(_ end: TransferEnd) -> HTTPFailure {
        let isReset = end.systemError == ECONNRESET || end.text.contains("reset by peer")
        let when = end.isReady ? "before it answered" : "during the TLS handshake"
        return HTTPFailure(.closed, "\(isReset ? "reset" : "closed") the connection \(when)")
    }

    private static func unconnected(_ end: TransferEnd) -> HTTPFailure {
        switch end.systemError {
        case ECONNREFUSED: HTTPFailure(.unreachable, "can't be reached: it refuses connections")
        case EHOSTUNREACH, ENETUNREACH: HTTPFailure(.unreachable, "can't be reached: there is no route to it")
        case ETIMEDOUT: HTTPFailure(.connectTimeout, "can't be reached: it does not take connections")
        case 0: HTTPFailure(.unreachable, "can't be reached")
        default: HTTPFailure(.unreachable, "can't be reached: \(String(cString: strerror(end.systemError)))")
        }
    }

    private static func late(_ end: TransferEnd) -> HTTPFailure {
        if let silence = end.silence, end.isReady, end.text.contains("too slow") {
            return HTTPFailure(.timeout, "sent nothing for \(silence.seconds) s")
        }
        // The shorter of both limits ended it.
        let limit = min(end.timeout ?? end.connectTimeout, end.connectTimeout).seconds
        if end.isReady { return HTTPFailure(.timeout, "did not answer within \((end.timeout ?? .zero).seconds) s") }
        if end.isConnected { return HTTPFailure(.connectTimeout, "did not finish the TLS handshake within \(limit) s") }
        if end.isResolved { return HTTPFailure(.connectTimeout, "did not take the connection within \(limit) s") }
        return HTTPFailure(.unknownName, "can't be found: its name was not resolved within \(limit) s")
    }
}

extension TransferEnd {
    fileprivate var certificateProblem: TLSProblem {
        // libcurl compares the host itself, after OpenSSL's verification.
        if text.contains("subject name") || text.contains("subjectAltName") { return .wrongHost }
        return TLSProblem(verifyResult: verifyResult)
    }

    /// Whether the connection ended below TLS and HTTP.
    fileprivate var isBrokenConnection: Bool {
        systemError == ECONNRESET || systemError == EPIPE || text.contains("SSL_ERROR_SYSCALL")
            || text.contains("unexpected eof") || text.contains("reset by peer") || text.contains("Recv failure")
            || text.contains("Send failure")
    }
}

extension Duration {
    /// The duration in seconds, rounded up to a tenth.
    fileprivate var seconds: String {
        let tenths = (milliseconds + 99) / 100
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}
