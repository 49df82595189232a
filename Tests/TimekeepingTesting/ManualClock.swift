import Synchronization
public import Timekeeping

/// A clock that stands still until a test moves it.
///
/// Moving it resumes the sleepers whose deadline has come, by deadline and then in the order in which they went to
/// sleep. A test that moves the clock first waits for the sleeper, with ``waitForSleepers(_:)`` or
/// ``waitForSleepers(where:)``: otherwise the code under test may see the new time before it sleeps.
public final class ManualClock: WallClock {
    private struct State {
        var now: Timestamp
        var uptime = Duration.zero
        var nextID: UInt64 = 0
        var sleepers: [UInt64: Sleeper] = [:]
        var watchers: [UInt64: Watcher] = [:]
    }

    private struct Sleeper {
        /// The deadline by the time of day, if it has one.
        let deadline: Timestamp?
        /// The deadline by ``uptime()``.
        let wakesAt: Duration
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct Watcher {
        let isSatisfied: @Sendable ([Timestamp]) -> Bool
        let continuation: CheckedContinuation<Void, any Error>
    }

    private let state: Mutex<State>

    /// A clock that shows `now`.
    public init(now: Timestamp) {
        state = Mutex(State(now: now))
    }

    public func now() -> Timestamp {
        state.withLock { $0.now }
    }

    public func uptime() -> Duration {
        state.withLock { $0.uptime }
    }

    /// Lets time pass: moves the clock, and ``uptime()`` with it.
    public func advance(by duration: Duration) {
        move { state in
            state.now = state.now + duration
            state.uptime += duration
        }
    }

    /// Sets the clock to `instant`, in one step; it may be earlier than now. ``uptime()`` stays.
    public func set(to instant: Timestamp) {
        move { $0.now = instant }
    }

    /// The deadlines of all sleepers with a time of day, earliest first.
    public var deadlines: [Timestamp] {
        state.withLock { Self.deadlines(of: $0) }
    }

    /// The number of sleepers.
    public var sleeperCount: Int {
        state.withLock { $0.sleepers.count }
    }

    public func sleep(until deadline: Timestamp, atMost limit: Duration) async throws {
        try await sleep { state, continuation in
            deadline > state.now && limit > .zero
                ? Sleeper(deadline: deadline, wakesAt: state.uptime + limit, continuation: continuation) : nil
        }
    }

    public func sleep(for duration: Duration) async throws {
        try await sleep { state, continuation in
            duration > .zero
                ? Sleeper(deadline: nil, wakesAt: state.uptime + duration, continuation: continuation) : nil
        }
    }

    /// - Parameter sleeper: `nil` if there is nothing to wait for.
    private func sleep(
        _ sleeper: @Sendable (State, CheckedContinuation<Void, any Error>) -> Sleeper?
    ) async throws {
        let id = state.withLock { Self.takeID(&$0) }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let resumed: [CheckedContinuation<Void, any Error>] = state.withLock { state in
                    // A cancellation before this point found no sleeper to wake; a later one will.
                    guard !Task.isCancelled, let sleeper = sleeper(state, continuation) else { return [continuation] }
                    state.sleepers[id] = sleeper
                    return Self.takeSatisfiedWatchers(&state)
                }
                for continuation in resumed { continuation.resume() }
            }
            try Task.checkCancellation()
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: id) }?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Returns once at least `count` tasks sleep at the same time.
    ///
    /// - Throws: `CancellationError`.
    public func waitForSleepers(_ count: Int = 1) async throws {
        try await waitForSleepers { $0.count >= count }
    }

    /// Returns once `isSatisfied` is true for the deadlines of all sleepers, earliest first.
    ///
    /// - Parameter isSatisfied: called with the clock locked; it must not use the clock.
    /// - Throws: `CancellationError`.
    public func waitForSleepers(where isSatisfied: @escaping @Sendable ([Timestamp]) -> Bool) async throws {
        let id = state.withLock { Self.takeID(&$0) }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isDone = state.withLock { state in
                    guard !Task.isCancelled, !isSatisfied(Self.deadlines(of: state)) else { return true }
                    state.watchers[id] = Watcher(isSatisfied: isSatisfied, continuation: continuation)
                    return false
                }
                if isDone { continuation.resume() }
            }
            try Task.checkCancellation()
        } onCancel: {
            state.withLock { $0.watchers.removeValue(forKey: id) }?.continuation.resume(throwing: CancellationError())
        }
    }

    private func move(_ change: (inout State) -> Void) {
        let due = state.withLock { state in
            change(&state)
            let (now, uptime) = (state.now, state.uptime)
            let due = state.sleepers
                .filter { _, sleeper in
                    sleeper.wakesAt <= uptime || sleeper.deadline.map { $0 <= now } ?? false
                }
                .sorted { ($0.value.deadline ?? now, $0.key) < ($1.value.deadline ?? now, $1.key) }
            for (id, _) in due { state.sleepers[id] = nil }
            return due.map(\.value.continuation)
        }
        for continuation in due { continuation.resume() }
    }

    private static func deadlines(of state: State) -> [Timestamp] {
        state.sleepers.values.compactMap(\.deadline).sorted()
    }

    private static func takeID(_ state: inout State) -> UInt64 {
        defer { state.nextID += 1 }
        return state.nextID
    }

    private static func takeSatisfiedWatchers(_ state: inout State) -> [CheckedContinuation<Void, any Error>] {
        guard !state.watchers.isEmpty else { return [] }
        let deadlines = deadlines(of: state)
        let satisfied = state.watchers.filter { $0.value.isSatisfied(deadlines) }.sorted { $0.key < $1.key }
        for (id, _) in satisfied { state.watchers[id] = nil }
        return satisfied.map(\.value.continuation)
    }
}

extension WallClock {
    /// Returns once ``now()`` has reached `deadline`.
    public func sleep(until deadline: Timestamp) async throws {
        try await sleep(until: deadline, atMost: .seconds(1 << 40))
    }
}
