package import Executor
package import HTTPEngine
internal import JSON
package import TaskModel
package import Timekeeping

/// Sends a task's data to a URL by `POST`. Any status 2xx is success.
package struct WebhookAction: Action {
    package static let name = WebhookPayload.action

    /// The part of a response's body that is kept, in bytes.
    static let keptBodyBytes = 4096
    /// The part of a response's body that is read, in bytes, so that the connection can be used again. After a longer body
    /// the connection is closed.
    static let drainedBodyBytes = 1024 * 1024
    /// The bytes that are read after ``keptBodyBytes`` to know whether the last character is whole.
    private static let lookahead = 64

    private let engine: HTTPEngine
    private let clock: any WallClock

    /// - Parameter engine: the owner shuts it down.
    package init(engine: HTTPEngine, clock: any WallClock) {
        self.engine = engine
        self.clock = clock
    }

    /// - Throws: ``PayloadError`` with the field that is wrong.
    package static func decode(_ json: [UInt8]) throws -> WebhookPayload {
        try WebhookPayload(RawJSON(unchecked: json))
    }

    package func perform(_ payload: WebhookPayload, context: ActionContext) async throws -> ActionOutcome {
        let request = HTTPRequest(
            method: "POST", url: payload.url, fields: Self.fields(context), body: Array(payload.data.bytes),
            timeout: .seconds(context.timeoutSeconds), keptBody: Self.keptBodyBytes + Self.lookahead,
            readBody: Self.drainedBodyBytes)
        do {
            return outcome(of: try await engine.execute(request))
        } catch {
            return ActionOutcome(error.code == .invalidRequest ? .rejected : .failed, error: RunError(error))
        }
    }

    private static func fields(_ context: ActionContext) -> [HTTPRequest.Field] {
        [
            .init("Content-Type", "application/json"),
            .init("User-Agent", "Carillon/1"),
            .init("Idempotency-Key", context.idempotencyKey),
            .init("Carillon-Task-Id", context.taskID),
            .init("Carillon-Attempt", String(context.attempt)),
            .init("Carillon-Scheduled-For", context.scheduledTime.rfc3339),
        ]
    }

    /// Decides by the status, even if the body broke off: the receiver has done what the status says.
    private func outcome(of response: HTTPResponse) -> ActionOutcome {
        let status = response.status
        let body = KeptBody(response.body, isWhole: response.bodyEnd == .complete, limit: Self.keptBodyBytes)
        let output = RawJSON(
            unchecked: JSONWriter.object(capacity: body.text.utf8.count + 64) { json in
                json.field("status", status)
                json.field("body", body.text)
                if body.isTruncated {
                    json.key("truncated")
                    json.bool(true)
                }
            })
        if (200...299).contains(status) { return ActionOutcome(.succeeded, output: output) }
        let error = RunError(code: "http_status", message: "the receiver answered \(status)")
        let retryAfter = response.all("Retry-After").lazy.compactMap { RetryAfter.seconds($0, now: clock.now()) }.first
        return ActionOutcome(.failed, error: error, output: output, retryAfterSeconds: retryAfter)
    }
}

extension RunError {
    /// The error of a run whose receiver sent no response.
    init(_ failure: HTTPFailure) {
        let code =
            switch failure.code {
            case .invalidRequest: "invalid_url"
            case .unknownName: "dns_error"
            case .unreachable, .other: "connection_error"
            case .connectTimeout: "connect_timeout"
            // After a cancellation the run has its result already, and this one is ignored.
            case .timeout, .cancelled: "timeout"
            case .closed: "connection_closed"
            case .invalidResponse: "invalid_response"
            case .tls(let problem): "tls_\(problem.rawValue)"
            }
        self.init(code: code, message: "the receiver \(failure.message)")
    }
}

/// The beginning of a response's body as text, which never ends within a character.
struct KeptBody: Hashable {
    let text: String
    /// Whether the body was longer or broke off.
    let isTruncated: Bool

    /// - Parameters:
    ///   - bytes: the body or its beginning.
    ///   - isWhole: whether `bytes` is the whole body.
    ///   - limit: the longest text, in bytes of UTF-8.
    init(_ bytes: [UInt8], isWhole: Bool, limit: Int) {
        // Bytes that are not UTF-8 become U+FFFD, except for a last character that was cut.
        let end = isWhole ? bytes.count : bytes.count - Self.incompleteEnd(of: bytes)
        let text = String(decoding: bytes[..<end], as: UTF8.self)
        self.text = RunError.cut(text, to: limit)
        isTruncated = !isWhole || self.text.utf8.count < text.utf8.count
    }

    /// Counts the bytes at the end that are the beginning of a character in UTF-8.
    static func incompleteEnd(of bytes: [UInt8]) -> Int {
        for (count, byte) in bytes.reversed().prefix(3).enumerated() {
            let length =
                switch byte {
                case 0xC2...0xDF: 2
                case 0xE0...0xEF: 3
                case 0xF0...0xF4: 4
                case 0x80...0xBF: 0
                default: 1
                }
            if length == 0 { continue }
            return length > count + 1 ? count + 1 : 0
        }
        return 0
    }
}
