internal import AsyncHTTPClient
internal import NIOCore
internal import TaskModel

/// Turns what the HTTP client throws into a code and a sentence.
enum WebhookError {
    /// The code of what no retry will mend.
    static let invalidURL = "invalid_url"

    static func describe(_ error: any Error, timeoutSeconds: Int) -> RunError {
        guard let error = error as? HTTPClientError else {
            if error is CancellationError { return timeout(timeoutSeconds) }
            return RunError(code: "connection_error", message: "the receiver can't be reached: \(error)")
        }
        if timeouts.contains(error) { return timeout(timeoutSeconds) }
        if unusable.contains(error) {
            return RunError(code: invalidURL, message: "the URL can't be used: \(error)")
        }
        return RunError(code: "connection_error", message: "the receiver can't be reached: \(error)")
    }

    /// Also where the run was cancelled: its result is decided then, and nobody reads this.
    private static func timeout(_ seconds: Int) -> RunError {
        RunError(code: "timeout", message: "the receiver did not answer within \(seconds) s")
    }

    private static let timeouts: [HTTPClientError] = [
        .deadlineExceeded, .connectTimeout, .readTimeout, .writeTimeout, .getConnectionFromPoolTimeout,
        .tlsHandshakeTimeout, .cancelled,
    ]

    private static let unusable: [HTTPClientError] = [.invalidURL, .emptyHost, .emptyScheme]
}
