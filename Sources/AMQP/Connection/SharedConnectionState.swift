import Synchronization

/// The state of a connection, which its thread sets and the rest of the process reads.
final class SharedConnectionState: Sendable {
    private struct Waiter {
        var id: UInt64
        var continuation: CheckedContinuation<Result<Void, AMQPError>, Never>
    }

    private struct State {
        var current = AMQPConnectionState.connecting
        var hasRun = false
        var lastFailure: String?
        var waiters: [Waiter] = []
        var nextWaiter: UInt64 = 0
    }

    private let state = Mutex(State())
    private let onChange: (@Sendable (AMQPConnectionState) -> Void)?

    init(onChange: (@Sendable (AMQPConnectionState) -> Void)?) {
        self.onChange = onChange
    }

    var current: AMQPConnectionState { state.withLock { $0.current } }

    /// - Returns: false the second time.
    func beginRun() -> Bool {
        state.withLock { state in
            defer { state.hasRun = true }
            return !state.hasRun
        }
    }

    /// Keeps the reason of a failure, for the errors of those whose wait times out.
    func recordFailure(_ reason: String) {
        state.withLock { $0.lastFailure = reason }
    }

    func change(to new: AMQPConnectionState) {
        let (changed, waiters) = state.withLock { state -> (Bool, [Waiter]) in
            guard state.current != new else { return (false, []) }
            state.current = new
            guard Self.answer(in: state) != nil else { return (true, []) }
            defer { state.waiters = [] }
            return (true, state.waiters)
        }
        guard changed else { return }
        let result: Result<Void, AMQPError> =
            new == .closed ? .failure(AMQPError(.closed, "the connection is closed")) : .success(())
        for waiter in waiters { waiter.continuation.resume(returning: result) }
        onChange?(new)
    }

    private static func answer(in state: State) -> Result<Void, AMQPError>? {
        switch state.current {
        case .connecting: nil
        case .connected, .blocked: .success(())
        case .closed: .failure(AMQPError(.closed, "the connection is closed"))
        }
    }

    func waitUntilConnected(timeout: Duration) async throws(AMQPError) {
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        let timer = Task {
            try await Task.sleep(for: timeout)
            fail(id) { lastFailure in
                let why = lastFailure.map { ": \($0)" } ?? ""
                return AMQPError(.timedOut, "not connected within \(timeout)\(why)")
            }
        }
        defer { timer.cancel() }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer = state.withLock { state -> Result<Void, AMQPError>? in
                    if let answer = Self.answer(in: state) { return answer }
                    if Task.isCancelled { return .failure(AMQPError(.cancelled, "the task was cancelled")) }
                    state.waiters.append(Waiter(id: id, continuation: continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            fail(id) { _ in AMQPError(.cancelled, "the task was cancelled") }
        }
        try result.get()
    }

    private func fail(_ id: UInt64, _ error: (_ lastFailure: String?) -> AMQPError) {
        let (waiter, lastFailure) = state.withLock { state -> (Waiter?, String?) in
            guard let index = state.waiters.firstIndex(where: { $0.id == id }) else { return (nil, nil) }
            return (state.waiters.remove(at: index), state.lastFailure)
        }
        waiter?.continuation.resume(returning: .failure(error(lastFailure)))
    }
}

/// The state of a connection.
public enum AMQPConnectionState: Sendable, Equatable {
    /// Not connected, trying to be (or `run()` has not been called yet).
    case connecting
    case connected
    /// Connected, but the broker blocks publishers: an alarm on memory or disk (RabbitMQ, "Blocked Connection
    /// Notifications"). Deliveries continue.
    case blocked(reason: String)
    /// `run()` has ended. This state is final.
    case closed
}
