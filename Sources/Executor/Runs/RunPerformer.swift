internal import JSON
package import Logging
package import Messages
package import TaskModel
package import Timekeeping

#if DEBUG
    internal import Foundation
#endif

/// Finds the action of a run, performs it and turns the outcome into a result.
package struct RunPerformer: Sendable {
    let actions: ActionRegistry
    let clock: any WallClock
    /// The name of the executor in the history of tasks.
    package let executor: String
    let logger: Logger

    package init(actions: ActionRegistry, clock: any WallClock, executor: String, logger: Logger) {
        self.actions = actions
        self.clock = clock
        self.executor = executor
        self.logger = logger
    }

    package func perform(_ request: RunRequest, startedAt: Timestamp) async -> RunResult {
        Self.crashIfPoisoned(request)
        guard let action = actions[request.action] else {
            return result(
                .rejected(code: "unknown_action", message: "this executor has no action \(request.action)"),
                startedAt: startedAt)
        }
        return result(await perform(request, with: action), startedAt: startedAt)
    }

    private func perform<A: Action>(_ request: RunRequest, with action: A) async -> ActionOutcome {
        let payload: A.Payload
        do {
            payload = try A.decode(request.payload.bytes)
        } catch {
            return .rejected(code: "invalid_payload", message: ActionJSON.describe(error))
        }
        do {
            let context = ActionContext(request, clock: clock, logger: logger)
            return try await action.perform(payload, context: context)
        } catch {
            return .failed(code: "action_error", message: "\(error)")
        }
    }

    private func result(_ outcome: ActionOutcome, startedAt: Timestamp) -> RunResult {
        RunResult(
            outcome: outcome.status, startedAt: startedAt, finishedAt: clock.now(), output: outcome.output,
            error: outcome.error, retryAfterSeconds: outcome.retryAfterSeconds, executor: executor)
    }

    // MARK: - A fault for tests

    #if DEBUG
        private static let poison = ProcessInfo.processInfo.environment["CARILLON_POISON"]
    #endif

    /// Ends the process in debug builds if the payload contains the text of `CARILLON_POISON`, as a fault in an action
    /// would. Release builds have nothing of it.
    private static func crashIfPoisoned(_ request: RunRequest) {
        #if DEBUG
            guard let poison, !poison.isEmpty else { return }
            if String(decoding: request.payload.bytes, as: UTF8.self).contains(poison) { abort() }
        #endif
    }
}
