internal import DequeModule
internal import TaskModel

/// Runs that were cancelled and are not here: they may be on their way to this executor, and are not to begin then.
///
/// Every executor of an action hears of every cancellation, so most of these runs never come. They are forgotten after a
/// while, or when there are too many; the scheduler tells of them again while they have no result.
struct CancelledRuns: Sendable {
    private let capacity: Int
    private let lifetime: Duration
    private var runs: Set<RunID> = []
    /// In the order in which they were told of, with those that have come meanwhile.
    private var order: Deque<(run: RunID, end: Duration)> = []

    /// - Parameters:
    ///   - capacity: how many are remembered.
    ///   - lifetime: how long each is remembered.
    init(capacity: Int = 10_000, lifetime: Duration = .seconds(600)) {
        self.capacity = capacity
        self.lifetime = lifetime
    }

    var count: Int { runs.count }

    /// Remembers a run; one that is remembered already keeps its place.
    mutating func insert(_ run: RunID, uptime: Duration) {
        forget(uptime: uptime)
        guard runs.insert(run).inserted else { return }
        order.append((run, uptime + lifetime))
        if order.count > capacity, let oldest = order.popFirst() { runs.remove(oldest.run) }
    }

    /// Whether a run that has come was cancelled. It is forgotten with that.
    mutating func take(_ run: RunID, uptime: Duration) -> Bool {
        forget(uptime: uptime)
        return runs.remove(run) != nil
    }

    private mutating func forget(uptime: Duration) {
        while let oldest = order.first, oldest.end <= uptime {
            order.removeFirst()
            runs.remove(oldest.run)
        }
    }
}
