import MessageBus
import Synchronization

/// The deliveries between the connection's thread, which adds them, and the tasks that consume them. The prefetch bounds
/// it.
final class DeliveryBuffer: Sendable {
    private struct Waiter {
        var id: UInt64
        var continuation: CheckedContinuation<[IncomingMessage]?, Never>
    }

    private struct State {
        var deliveries: [IncomingMessage] = []
        var isFinished = false
        var waiters: [Waiter] = []
        var nextWaiter: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Moves `deliveries` in and leaves the array empty.
    func append(_ deliveries: inout [IncomingMessage]) {
        guard !deliveries.isEmpty else { return }
        let wake = state.withLock { state -> (Waiter, [IncomingMessage])? in
            if !state.waiters.isEmpty, state.deliveries.isEmpty {
                let batch = deliveries
                deliveries = []
                return (state.waiters.removeFirst(), batch)
            }
            if state.deliveries.isEmpty {
                swap(&state.deliveries, &deliveries)
            } else {
                state.deliveries.append(contentsOf: deliveries)
                deliveries.removeAll(keepingCapacity: true)
            }
            return nil
        }
        if let (waiter, batch) = wake { waiter.continuation.resume(returning: batch) }
    }

    /// Drops the deliveries that were not taken: their channel is gone, and the broker will deliver them again.
    ///
    /// - Returns: how many were dropped.
    func discard() -> Int {
        state.withLock { state in
            let count = state.deliveries.count
            state.deliveries.removeAll(keepingCapacity: true)
            return count
        }
    }

    /// Marks the end. Deliveries that are here can still be taken.
    func finish() {
        let waiters = state.withLock { state in
            state.isFinished = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.continuation.resume(returning: nil) }
    }

    /// Waits for deliveries and takes all that are here; `nil` after the end, or if the task is cancelled.
    func next() async -> [IncomingMessage]? {
        let ready = state.withLock { state -> [IncomingMessage]? in
            guard !state.deliveries.isEmpty else { return state.isFinished ? [] : nil }
            defer { state.deliveries = [] }
            return state.deliveries
        }
        if let ready { return ready.isEmpty ? nil : ready }
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready = state.withLock { state -> [IncomingMessage]?? in
                    if !state.deliveries.isEmpty {
                        defer { state.deliveries = [] }
                        return state.deliveries
                    }
                    if state.isFinished || Task.isCancelled { return .some(nil) }
                    state.waiters.append(Waiter(id: id, continuation: continuation))
                    return nil
                }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            let waiter = state.withLock { state -> Waiter? in
                guard let index = state.waiters.firstIndex(where: { $0.id == id }) else { return nil }
                return state.waiters.remove(at: index)
            }
            waiter?.continuation.resume(returning: nil)
        }
    }
}
