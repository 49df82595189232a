internal import DequeModule
internal import Synchronization

/// Bounds how many runs are in flight. Of each queue there may be nearly as many: a sixteenth is left to each of the
/// others, so that none that hangs stops them.
final class AsyncSemaphore: Sendable {
    private struct State {
        var free: Int
        var held: [Int]
        var waiters: [Deque<CheckedContinuation<Void, Never>>]
    }

    /// How many runs of one queue may be in flight.
    let mostOfQueue: Int
    private let state: Mutex<State>

    init(_ count: Int, queues: Int = 1) {
        mostOfQueue = Self.mostOfQueue(count, queues: queues)
        state = Mutex(
            State(
                free: count, held: Array(repeating: 0, count: queues), waiters: Array(repeating: [], count: queues)))
    }

    static func mostOfQueue(_ count: Int, queues: Int) -> Int {
        max(1, count - (queues - 1) * (count / 16))
    }

    func acquire(for queue: Int) async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state -> Bool in
                guard state.free > 0, state.held[queue] < mostOfQueue else {
                    state.waiters[queue].append(continuation)
                    return false
                }
                state.free -= 1
                state.held[queue] += 1
                return true
            }
            if isFree { continuation.resume() }
        }
    }

    func release(for queue: Int) {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.free += 1
            state.held[queue] -= 1
            // The one that has least goes first.
            let waiting = state.waiters.indices.filter { !state.waiters[$0].isEmpty && state.held[$0] < mostOfQueue }
            guard let next = waiting.min(by: { state.held[$0] < state.held[$1] }) else { return nil }
            state.free -= 1
            state.held[next] += 1
            return state.waiters[next].popFirst()
        }
        next?.resume()
    }
}
