internal import HTTPEngine
internal import TaskModel

extension RunError {
    /// Why a receiver gave no answer, as the history shows it.
    init(_ failure: HTTPFailure) {
        let code =
            switch failure.code {
            case .invalidRequest: "invalid_url"
            case .unknownName: "dns_error"
            case .unreachable, .other: "connection_error"
            case .connectTimeout: "connect_timeout"
            // If the run was cancelled, its result is decided, and this one is not read.
            case .timeout, .cancelled: "timeout"
            case .closed: "connection_closed"
            case .invalidResponse: "invalid_response"
            case .tls(let problem): "tls_\(problem.rawValue)"
            }
        self.init(code: code, message: "the receiver \(failure.message)")
    }
}
