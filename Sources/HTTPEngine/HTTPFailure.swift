/// The reason why there is no response.
public struct HTTPFailure: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: Hashable, Sendable {
        /// The URL or another part of the request is malformed.
        case invalidRequest
        /// The name has no address.
        case unknownName
        /// No connection was made: it was refused, or there is no route.
        case unreachable
        /// No connection was made in time.
        case connectTimeout
        /// The response did not come in time.
        case timeout
        /// The connection was closed or reset before the response came.
        case closed
        /// The response is not HTTP, or exceeds a limit.
        case invalidResponse
        case tls(TLSProblem)
        /// The task of the caller was cancelled, or the engine has shut down.
        case cancelled
        /// Anything else.
        case other
    }

    public let code: Code
    /// A description to follow "the receiver" or "the server".
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }

    static let cancelled = HTTPFailure(.cancelled, "was not asked: the request was cancelled")
}

/// The fault in the TLS of the server.
public enum TLSProblem: String, Hashable, Sendable, CaseIterable {
    case expired
    case notYetValid = "not_yet_valid"
    case selfSigned = "self_signed"
    case unknownAuthority = "unknown_authority"
    case wrongHost = "wrong_host"
    /// The certificate has another fault: a purpose, a signature, a revocation.
    case certificate
    /// The server asks for a certificate of the client, or refuses it.
    case clientCertificate = "client_certificate"
    /// The server has no certificate for the name.
    case unknownName = "unknown_name"
    /// No common version or cipher, an alert, or no TLS at all.
    case `protocol`

    /// - Parameter code: OpenSSL's `X509_V_ERR_…`.
    init(verifyResult code: Int) {
        self =
            switch code {
            case 9: .notYetValid
            case 10: .expired
            case 18: .selfSigned
            // No issuer, no issuer here, a root that is not known, a leaf that can't be verified, a chain too long.
            case 2, 19, 20, 21, 22, 27: .unknownAuthority
            case 62, 64: .wrongHost
            default: .certificate
            }
    }

    /// A description to follow "the receiver" or "the server".
    var sentence: String {
        switch self {
        case .expired: "has a TLS certificate that has expired"
        case .notYetValid: "has a TLS certificate that is not valid yet"
        case .selfSigned: "has a self-signed TLS certificate, which is not trusted here"
        case .unknownAuthority: "has a TLS certificate from an authority that is not trusted here"
        case .wrongHost: "has a TLS certificate for another host than the one in the URL"
        case .certificate: "has a TLS certificate that can't be trusted"
        case .clientCertificate: "asks for a TLS certificate of the client, and the client has none"
        case .unknownName: "does not know the host in the URL: it has no TLS certificate for it"
        case .protocol: "and this client found no TLS version and cipher that both accept"
        }
    }
}
