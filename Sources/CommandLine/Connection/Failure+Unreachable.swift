import HTTPEngine

extension Failure {
    /// Says why a server gave no answer, and what to do about it.
    init(unreachable server: ServerAddress, _ failure: HTTPFailure) {
        self.init(
            .unavailable, "can't reach \(server): \(Self.reason(failure))", hint: Self.hint(server, failure))
    }

    /// A sentence, and the code of a fault of TLS, which is the one that runs show for receivers.
    private static func reason(_ failure: HTTPFailure) -> String {
        var reason = "it \(failure.message)"
        for start in ["can't be reached: ", "can't be found: "] where failure.message.hasPrefix(start) {
            reason = String(failure.message.dropFirst(start.count))
        }
        if case .tls(let problem) = failure.code { reason += " (tls_\(problem.rawValue))" }
        return reason
    }

    private static func hint(_ server: ServerAddress, _ failure: HTTPFailure) -> String? {
        switch failure.code {
        case .tls(.expired), .tls(.certificate): "its operator must renew the certificate"
        case .tls(.notYetValid): "is this machine's clock right?"
        case .tls(.selfSigned), .tls(.unknownAuthority):
            "SSL_CERT_FILE names a file in PEM with the certificates to trust in place of the system's"
        case .tls(.wrongHost): "use a name for the server that its certificate is for"
        case .tls(.protocol): "a server without TLS is called with http://"
        case .invalidResponse where !server.isSecure, .closed where !server.isSecure:
            "a server with TLS is called with https://"
        case .invalidRequest: "--server or CARILLON_SERVER say where it is"
        case .other: nil
        default: "is it running? --server or CARILLON_SERVER say where it is"
        }
    }
}
