public import HTTPEngine
public import JSON
public import TaskModel
public import Timekeeping

/// `POST`s a task's data to a URL. Any 2xx is success.
public struct WebhookAction: Action {
    public static let name = WebhookPayload.action

    /// How much of a response's body is kept, in bytes.
    static let keptBodyBytes = 4096
    /// How much of a response's body is read, in bytes, so that the connection can be used again. Past that the
    /// connection is given up.
    static let drainedBodyBytes = 1024 * 1024
    /// What is read past ``keptBodyBytes`` to know whether the last character is whole.
    private static let lookahead = 64

    private let engine: HTTPEngine
    private let clock: any WallClock

    /// - Parameter engine: shuts down with its owner.
    public init(engine: HTTPEngine, clock: any WallClock) {
        self.engine = engine
        self.clock = clock
    }

    public static func decode(_ payload: RawJSON) throws -> WebhookPayload {
        try WebhookPayload(payload)
    }

    public func perform(_ payload: WebhookPayload, context: ActionContext) async throws -> ActionOutcome {
        let request = HTTPRequest(
            method: "POST", url: payload.url, fields: Self.fields(context), body: Array(payload.data.bytes),
            timeout: .seconds(context.timeoutSeconds), keptBody: Self.keptBodyBytes + Self.lookahead,
            readBody: Self.drainedBodyBytes)
        do {
            return outcome(of: try await engine.execute(request))
        } catch {
            let reason = RunError(error)
            return error.code == .invalidRequest ? .rejected(reason) : .failed(reason)
        }
    }

    private static func fields(_ context: ActionContext) -> [HTTPRequest.Field] {
        [
            .init("Content-Type", "application/json"),
            .init("User-Agent", "Carillon/1"),
            .init("Idempotency-Key", context.idempotencyKey),
            .init("Carillon-Task-Id", context.taskID.description),
            .init("Carillon-Attempt", String(context.attempt)),
            .init("Carillon-Scheduled-For", context.scheduledFor.rfc3339),
        ]
    }

    /// The status decides, also if the body broke off: the receiver has done what it says.
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
        if (200...299).contains(status) { return .succeeded(output: output) }
        let error = RunError(code: "http_status", message: "the receiver answered \(status)")
        let retryAfter = response.all("Retry-After").lazy.compactMap { RetryAfter.seconds($0, now: clock.now()) }.first
        return .failed(error, output: output, retryAfterSeconds: retryAfter)
    }
}
