import Executor
import TaskModel
import Timekeeping

/// Works until it is cancelled, and yields a step when it begins and ends. With the payload `false` it succeeds at once.
struct EndlessAction: Action {
    static let name: ActionName = "endless"

    enum Step: Hashable, Sendable { case began, wasCancelled }

    let clock: any WallClock
    let steps: AsyncStream<Step>.Continuation

    func perform(_ isEndless: Bool, context: ActionContext) async throws -> ActionOutcome {
        steps.yield(.began)
        do {
            if isEndless { try await clock.sleep(for: .seconds(100_000)) }
        } catch is CancellationError {
            steps.yield(.wasCancelled)
        }
        return .succeeded()
    }
}
