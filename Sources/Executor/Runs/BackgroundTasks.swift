internal import Synchronization

/// Owns tasks that may outlive the call that starts them, so that their service can wait for their end.
final class BackgroundTasks: Sendable {
    private struct State {
        var lastID: UInt64 = 0
        var tasks: [UInt64: Task<Void, Never>] = [:]
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Starts a task, which the caller may cancel.
    @discardableResult
    func start(_ body: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        // Under the lock, so that the task is known before it ends.
        state.withLock { state in
            state.lastID += 1
            let id = state.lastID
            let task = Task {
                await body()
                self.didEnd(id)
            }
            state.tasks[id] = task
            return task
        }
    }

    func cancelAll() {
        for task in state.withLock({ Array($0.tasks.values) }) { task.cancel() }
    }

    /// Returns once no task is left, or at once if the caller is cancelled.
    func waitForAll() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    guard !state.tasks.isEmpty, !Task.isCancelled else { return true }
                    state.waiters.append(continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            resumeWaiters { _ in true }
        }
    }

    private func didEnd(_ id: UInt64) {
        resumeWaiters { state in
            state.tasks[id] = nil
            return state.tasks.isEmpty
        }
    }

    private func resumeWaiters(if isOver: (inout State) -> Bool) {
        let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            guard isOver(&state) else { return [] }
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
