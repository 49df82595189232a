internal import Messages
internal import Synchronization
internal import TaskModel
internal import Timekeeping

/// A run that is being performed: whoever ends it first, the action or the clock, says what came of it.
final class RunInFlight: Sendable {
    let request: RunRequest
    let startedAt: Timestamp
    /// When it started by the uptime of the clock: how long it takes is not told by the time of day, which may be set.
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

    /// How long an action that keeps to its time itself may take to say how far it came.
    static let grace = Duration.seconds(2)

    /// Whether its time is up, and ``grace`` with it: the action has not ended by itself.
    func isOverdue(uptime: Duration) -> Bool {
        uptime >= start + .seconds(request.timeoutSeconds) + Self.grace
    }

    /// Starts the work and waits for its result, or for ``end(with:)``.
    func result(of work: @escaping @Sendable () async -> RunResult) async -> RunResult {
        await withCheckedContinuation { continuation in
            let ended = state.withLock { state -> RunResult? in
                if let result = state.result { return result }
                state.continuation = continuation
                state.work = Task { self.end(with: await work()) }
                return nil
            }
            if let ended { continuation.resume(returning: ended) }
        }
    }

    /// Ends the run, unless it has ended, and cancels what is still at work.
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

    /// Whether it has run for a second and nobody was told yet. True once.
    func shouldAnnounce(uptime: Duration) -> Bool {
        guard uptime >= start + .seconds(1) else { return false }
        return state.withLock { state in
            defer { state.isAnnounced = true }
            return !state.isAnnounced && state.result == nil
        }
    }
}
