internal import Actions
internal import Logging
internal import Messages
internal import TaskModel
internal import Timekeeping

/// Finds the action of a run, lets it do the work and turns what comes of it into a result.
struct RunPerformer: Sendable {
    let actions: ActionRegistry
    let clock: any WallClock
    /// The name that the history shows.
    let executor: String
    let logger: Logger

    func perform(_ request: RunRequest, startedAt: Timestamp) async -> RunResult {
        Poison.taste(request)
        guard let action = actions[request.action] else {
            return result(
                .rejected(RunError(code: "unknown_action", message: "this executor has no action \(request.action)")),
                startedAt: startedAt)
        }
        return result(await perform(request, with: action), startedAt: startedAt)
    }

    private func perform<A: Action>(_ request: RunRequest, with action: A) async -> ActionOutcome {
        let payload: A.Payload
        do {
            payload = try A.decode(request.payload)
        } catch {
            return .rejected(RunError(code: "invalid_payload", message: Self.describe(error)))
        }
        var logger = logger
        logger[metadataKey: "task_id"] = "\(request.taskID)"
        logger[metadataKey: "run_id"] = "\(request.runID)"
        let context = ActionContext(
            runID: request.runID, taskID: request.taskID, scheduledFor: request.scheduledFor, attempt: request.attempt,
            maxAttempts: request.maxAttempts, idempotencyKey: request.idempotencyKey,
            timeoutSeconds: request.timeoutSeconds, logger: logger)
        do {
            return try await action.perform(payload, context: context)
        } catch {
            return .failed(RunError(code: "action_error", message: Self.describe(error)))
        }
    }

    private static func describe(_ error: any Error) -> String {
        guard let error = error as? PayloadError else { return "\(error)" }
        return "payload\(error.pointer) \(error.detail)"
    }

    private func result(_ outcome: ActionOutcome, startedAt: Timestamp) -> RunResult {
        var result = RunResult(outcome: .succeeded, startedAt: startedAt, finishedAt: clock.now(), executor: executor)
        switch outcome {
        case .succeeded(let output):
            result.output = output
        case .failed(let error, let output, let retryAfterSeconds):
            result.outcome = .failed
            result.error = error
            result.output = output
            result.retryAfterSeconds = retryAfterSeconds
        case .rejected(let error, let output):
            result.outcome = .rejected
            result.error = error
            result.output = output
        }
        return result
    }
}
