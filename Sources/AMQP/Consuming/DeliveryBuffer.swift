import Synchronization

/// Between the connection's thread, which fills it, and the tasks that consume. The prefetch bounds it.
final class DeliveryBuffer: Sendable {
    private struct Waiter {
        var id: UInt64
        var continuation: CheckedContinuation<[AMQPDelivery]?, Never>
    }

    private struct State {
        var deliveries: [AMQPDelivery] = []
        var isFinished = false
        var waiters: [Waiter] = []
        var nextWaiter: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Moves `deliveries` in, leaving it empty.
    func append(_ deliveries: inout [AMQPDelivery]) {
        guard !deliveries.isEmpty else { return }
        let wake = state.withLock { state -> (Waiter, [AMQPDelivery])? in
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

    /// Drops what nobody has taken: its channel is gone, and the broker will deliver it again.
    ///
    /// - Returns: how many that were.
    func discard() -> Int {
        state.withLock { state in
            let count = state.deliveries.count
            state.deliveries.removeAll(keepingCapacity: true)
            return count
        }
    }

    /// Nothing more will come. What is there can still be taken.
    func finish() {
        let waiters = state.withLock { state in
            state.isFinished = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.continuation.resume(returning: nil) }
    }

    /// Everything that waits, at least one; nil when there will be nothing more, or when the task is cancelled.
    func next() async -> [AMQPDelivery]? {
        let ready = state.withLock { state -> [AMQPDelivery]? in
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
                let ready = state.withLock { state -> [AMQPDelivery]?? in
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
