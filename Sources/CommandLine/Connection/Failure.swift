import HTTPEngine

/// Why a command failed.
struct Failure: Error, Sendable {
    var status: Outcome
    /// What is wrong, for the user.
    var message: String
    /// What to do about it.
    var hint: String?
    /// The problem document, if the server refused the request.
    var problem: APIProblem?
    /// Maps the fields of the request to flags.
    var flags = FlagMap()

    init(_ status: Outcome, _ message: String, hint: String? = nil) {
        self.status = status
        self.message = message
        self.hint = hint
    }

    init(_ problem: APIProblem, flags: FlagMap, hint: String? = nil) {
        self.init(Outcome(status: problem.status), problem.summary, hint: hint ?? problem.hint)
        self.problem = problem
        self.flags = flags
    }
}

/// The exit status of a command.
enum Outcome: Int32, Sendable {
    case ok = 0
    /// The server refused the request, or the output can't be written.
    case refused = 1
    /// The command was wrong; nothing was sent.
    case usage = 2
    /// There is no such task, run, key or limit; or an import left something out.
    case notFound = 3
    /// The name is taken, the task was changed meanwhile, or the task has ended.
    case conflict = 4
    /// The key is missing, unknown, or does not allow the request.
    case notAllowed = 5
    /// The server can't be reached, or can't answer now.
    case unavailable = 6

    /// Maps an HTTP status.
    init(status: Int) {
        switch status {
        case 200..<300: self = .ok
        case 401, 403: self = .notAllowed
        case 404: self = .notFound
        case 409, 412: self = .conflict
        case 429, 500...: self = .unavailable
        default: self = .refused
        }
    }

    /// The exit statuses, for `carillon --help`.
    static let help = """
        Exit status:
          0  done
          1  the server refused the request, or the output can't be written
          2  the command is wrong, nothing was sent
          3  there is no such task, run or key; or an import left something out
          4  conflict: the name is taken, the task has ended or was changed meanwhile
          5  not allowed: the key is missing, unknown, or does not allow this
          6  the server can't be reached or can't answer now
        """
}

extension Failure {
    /// Creates the failure for a server that did not respond, with a hint.
    init(unreachable server: ServerAddress, _ failure: HTTPFailure) {
        self.init(
            .unavailable, "can't reach \(server): \(Self.reason(failure))", hint: Self.hint(server, failure))
    }

    /// The reason, with the code of a TLS error: the same code that runs show for receivers.
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
            "set SSL_CERT_FILE to a PEM file with the certificates to trust in place of the system's"
        case .tls(.wrongHost): "use a host name that the server's certificate is for"
        case .tls(.protocol): "use http:// for a server without TLS"
        case .invalidResponse where !server.isSecure, .closed where !server.isSecure:
            "use https:// for a server with TLS"
        case .invalidRequest: "set its address with --server or CARILLON_SERVER"
        case .other: nil
        default: "is it running? set its address with --server or CARILLON_SERVER"
        }
    }
}
