internal import DequeModule
internal import Synchronization

/// A counting semaphore for tasks, whose waiters can be cancelled.
///
/// Permits can be shared by partitions, each of which holds at most a limit of them: a partition that never releases its
/// permits then leaves some to the others. Within a partition waiters are served in the order of their arrival; of several
/// partitions the one that holds the fewest permits is served first.
public final class AsyncSemaphore: Sendable {
    private struct Waiter {
        let id: UInt64
        /// Resumed with false if the wait was cancelled.
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var free: Int
        var held: [Int]
        var waiters: [Deque<Waiter>]
        var lastID: UInt64 = 0
    }

    private let partitionLimit: Int
    private let state: Mutex<State>

    /// - Parameters:
    ///   - permits: how many there are at first; 0 or more. ``release(for:)`` without an acquire adds one.
    ///   - partitions: how many share them; at least 1.
    ///   - partitionLimit: how many permits one partition may hold at once.
    public init(_ permits: Int, partitions: Int = 1, partitionLimit: Int = .max) {
        self.partitionLimit = partitionLimit
        state = Mutex(
            State(
                free: permits, held: Array(repeating: 0, count: partitions),
                waiters: Array(repeating: [], count: partitions)))
    }

    /// Takes a permit, and waits until there is one.
    ///
    /// - Throws: if the task is cancelled, before or while it waits. It then has no permit.
    public func acquire(for partition: Int = 0) async throws(CancellationError) {
        if Task.isCancelled { throw CancellationError() }
        // The usual case costs no continuation.
        let id = state.withLock { state -> UInt64? in
            if take(for: partition, from: &state) { return nil }
            state.lastID += 1
            return state.lastID
        }
        guard let id else { return }
        let isAcquired = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let result = state.withLock { state -> Bool? in
                    // One may have been released meanwhile.
                    if take(for: partition, from: &state) { return true }
                    // The cancellation handler may have run already, and found no waiter.
                    if Task.isCancelled { return false }
                    state.waiters[partition].append(Waiter(id: id, continuation: continuation))
                    return nil
                }
                if let result { continuation.resume(returning: result) }
            }
        } onCancel: {
            let waiter = state.withLock { state -> Waiter? in
                guard let index = state.waiters[partition].firstIndex(where: { $0.id == id }) else { return nil }
                return state.waiters[partition].remove(at: index)
            }
            waiter?.continuation.resume(returning: false)
        }
        if !isAcquired { throw CancellationError() }
    }

    /// How many tasks wait.
    var waitingCount: Int { state.withLock { $0.waiters.reduce(0) { $0 + $1.count } } }

    private func take(for partition: Int, from state: inout State) -> Bool {
        guard state.free > 0, state.held[partition] < partitionLimit else { return false }
        state.free -= 1
        state.held[partition] += 1
        return true
    }

    /// Returns a permit, to the first waiter if there is one.
    public func release(for partition: Int = 0) {
        let next = state.withLock { state -> Waiter? in
            state.free += 1
            state.held[partition] -= 1
            let waiting = state.waiters.indices.filter {
                !state.waiters[$0].isEmpty && state.held[$0] < partitionLimit
            }
            guard let next = waiting.min(by: { state.held[$0] < state.held[$1] }),
                take(for: next, from: &state)
            else { return nil }
            return state.waiters[next].popFirst()
        }
        next?.continuation.resume(returning: true)
    }
}
