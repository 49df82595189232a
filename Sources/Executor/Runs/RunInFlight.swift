package import Messages
internal import Synchronization
package import TaskModel
package import Timekeeping

/// A run that is being performed. Its result is the first that comes: from the action, the time limit or a cancellation.
final class RunInFlight: Sendable {
    let request: RunRequest
    let startedAt: Timestamp
    /// The uptime of the clock at the start: the time of day may be set meanwhile.
    private let start: Duration
    private let state = Mutex(State())

    private struct State {
        var result: RunResult?
        var continuation: CheckedContinuation<RunResult, Never>?
        var work: Task<Void, Never>?
        var isAnnounced = false
    }

    init(request: RunRequest, startedAt: Timestamp, uptime: Duration) {
        self.request = request
        self.startedAt = startedAt
        start = uptime
    }

    /// The time that an action has after its time limit to return a result of its own, such as how far it came.
    static let grace = Duration.seconds(2)

    /// Whether the time limit and ``grace`` are over: the action has not ended by itself.
    func isOverdue(uptime: Duration) -> Bool {
        uptime >= start + .seconds(request.timeoutSeconds) + Self.grace
    }

    /// Starts the work and waits for its result, or for ``end(with:)``. The wait ends with either, so it needs no
    /// cancellation of its own.
    ///
    /// - Parameter tasks: own the work, which may go on for a while after its cancellation.
    func result(in tasks: BackgroundTasks, of work: @escaping @Sendable () async -> RunResult) async -> RunResult {
        await withCheckedContinuation { continuation in
            let ended = state.withLock { state -> RunResult? in
                if let result = state.result { return result }
                state.continuation = continuation
                state.work = tasks.start { self.end(with: await work()) }
                return nil
            }
            if let ended { continuation.resume(returning: ended) }
        }
    }

    /// Ends the run, unless it has ended, and cancels the work if it still goes on.
    func end(with result: RunResult) {
        typealias Waiting = (CheckedContinuation<RunResult, Never>?, Task<Void, Never>?)
        let (continuation, work) = state.withLock { state -> Waiting in
            guard state.result == nil else { return (nil, nil) }
            state.result = result
            defer {
                state.continuation = nil
                state.work = nil
            }
            return (state.continuation, state.work)
        }
        work?.cancel()
        continuation?.resume(returning: result)
    }

    /// Returns true once, when the run has taken a second and has no result yet.
    func shouldAnnounce(uptime: Duration) -> Bool {
        guard uptime >= start + .seconds(1) else { return false }
        return state.withLock { state in
            defer { state.isAnnounced = true }
            return !state.isAnnounced && state.result == nil
        }
    }
}

extension RunResult {
    /// The result of a run whose time limit is over.
    package static func timeout(
        of request: RunRequest, startedAt: Timestamp, finishedAt: Timestamp, executor: String
    ) -> RunResult {
        RunResult(
            outcome: .failed, startedAt: startedAt, finishedAt: finishedAt,
            error: RunError(code: "timeout", message: "the run took longer than \(request.timeoutSeconds) s"),
            executor: executor)
    }
}
