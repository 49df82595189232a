import Timekeeping

/// A clock that only the simulation moves. Everything happens on one thread.
final class SimulatedClock: WallClock, @unchecked Sendable {
    private struct Sleeper {
        let deadline: Timestamp?
        let wakesAt: Duration
        let continuation: CheckedContinuation<Void, any Error>
    }

    private(set) var time: Timestamp
    private(set) var elapsed = Duration.zero
    private var sleepers: [Int: Sleeper] = [:]
    private var nextID = 0

    init(_ time: Timestamp) {
        self.time = time
    }

    func now() -> Timestamp { time }
    func uptime() -> Duration { elapsed }

    func sleep(until deadline: Timestamp, atMost limit: Duration) async throws {
        guard deadline > time, limit > .zero else { return try Task.checkCancellation() }
        try await sleep(deadline: deadline, wakesAt: elapsed + limit)
    }

    func sleep(for duration: Duration) async throws {
        guard duration > .zero else { return try Task.checkCancellation() }
        try await sleep(deadline: nil, wakesAt: elapsed + duration)
    }

    private func sleep(deadline: Timestamp?, wakesAt: Duration) async throws {
        nextID += 1
        let id = nextID
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                if Task.isCancelled { return continuation.resume(throwing: CancellationError()) }
                sleepers[id] = Sleeper(deadline: deadline, wakesAt: wakesAt, continuation: continuation)
            }
        } onCancel: {
            sleepers.removeValue(forKey: id)?.continuation.resume(throwing: CancellationError())
        }
    }

    // MARK: For the simulation

    /// How long until the first sleeper wakes; nil where nobody sleeps.
    var untilNextSleeper: Duration? {
        sleepers.values.map { sleeper in
            let rest = sleeper.wakesAt - elapsed
            return sleeper.deadline.map { min(rest, .milliseconds($0.milliseconds - time.milliseconds)) } ?? rest
        }.min()
    }

    /// Lets time go by.
    func advance(by duration: Duration) {
        time = time + duration
        elapsed += duration
        wake()
    }

    /// Somebody sets the time of day.
    func step(by duration: Duration) {
        time = time + duration
        wake()
    }

    private func wake() {
        let due = sleepers.filter { _, sleeper in
            sleeper.wakesAt <= elapsed || sleeper.deadline.map { $0 <= time } ?? false
        }
        for id in due.keys.sorted() { sleepers.removeValue(forKey: id)?.continuation.resume() }
    }
}
