public import AsyncHTTPClient
internal import Foundation
public import JSON
internal import NIOCore
internal import NIOHTTP1
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

    private let client: HTTPClient
    private let clock: any WallClock

    /// - Parameter client: shuts down with its owner.
    public init(client: HTTPClient, clock: any WallClock) {
        self.client = client
        self.clock = clock
    }

    public static func decode(_ payload: RawJSON) throws -> WebhookPayload {
        try WebhookPayload(payload)
    }

    public func perform(_ payload: WebhookPayload, context: ActionContext) async throws -> ActionOutcome {
        var request = HTTPClientRequest(url: payload.url)
        request.method = .POST
        request.headers = Self.headers(context)
        request.body = .bytes(payload.data.bytes)
        do {
            let response = try await client.execute(request, timeout: .seconds(Int64(context.timeoutSeconds)))
            let body = try await Self.beginning(of: response.body)
            return outcome(of: response, body: body)
        } catch {
            let reason = WebhookError.describe(error, timeoutSeconds: context.timeoutSeconds)
            return reason.code == WebhookError.invalidURL ? .rejected(reason) : .failed(reason)
        }
    }

    private static func headers(_ context: ActionContext) -> HTTPHeaders {
        [
            "Content-Type": "application/json",
            "User-Agent": "Carillon/1",
            "Idempotency-Key": context.idempotencyKey,
            "Carillon-Task-Id": context.taskID.description,
            "Carillon-Attempt": String(context.attempt),
            "Carillon-Scheduled-For": context.scheduledFor.rfc3339,
        ]
    }

    private static func beginning(of body: HTTPClientResponse.Body) async throws -> [UInt8] {
        var kept: [UInt8] = []
        var total = 0
        for try await chunk in body {
            total += chunk.readableBytes
            kept.append(contentsOf: chunk.readableBytesView.prefix(keptBodyBytes - kept.count))
            if total > drainedBodyBytes { break }
        }
        return kept
    }

    private func outcome(of response: HTTPClientResponse, body: [UInt8]) -> ActionOutcome {
        let status = Int(response.status.code)
        let output = RawJSON(
            unchecked: JSONWriter.object(capacity: body.count + 64) { json in
                json.field("status", status)
                json.field("body", String(decoding: body, as: UTF8.self))
            })
        if (200...299).contains(status) { return .succeeded(output: output) }
        let error = RunError(code: "http_status", message: "the receiver answered \(status)")
        let retryAfter = response.headers.first(name: "Retry-After").flatMap {
            RetryAfter.seconds($0, now: clock.now())
        }
        return .failed(error, output: output, retryAfterSeconds: retryAfter)
    }
}
