internal import TaskModel

/// Decides which worker process performs which suspect run.
///
/// A suspect gets a worker for itself. Only when all workers are taken does it join one, and then only one whose runs
/// have been under way for a while: what ends a process mostly does so at once, and runs that wait for a slow receiver
/// must not keep others waiting. If a worker with several runs dies, none of them is blamed. Those that had just begun are
/// tried again strictly alone; the others, which are hardly the cause and may be slow, may have company again.
struct WorkerPlan: Sendable {
    /// Where a run is performed.
    struct Seat: Sendable, Hashable {
        var worker: Int
        /// Whether the worker is to be started for it.
        var isNew: Bool
    }

    private struct Worker: Sendable {
        var runs: [RunID: Duration] = [:]
        /// Whether its run must not get company.
        var isReserved = false
        /// Whether it gets no more runs: a run was given up that it may still be busy with.
        var isRetired = false
        var idleSince = Duration.zero
    }

    /// How many workers there are at most for runs that may share one.
    let capacity: Int
    /// How many more there may be for runs that are to be strictly alone.
    let reserve: Int
    /// How long a run is under way before its worker may get another.
    let youth: Duration
    /// How long a worker is kept that has nothing to do.
    let patience: Duration
    private var workers: [Int: Worker] = [:]
    private var lastWorker = 0

    init(
        capacity: Int = 8, reserve: Int = 4, youth: Duration = .milliseconds(200), patience: Duration = .seconds(10)
    ) {
        self.capacity = capacity
        self.reserve = reserve
        self.youth = youth
        self.patience = patience
    }

    var workerCount: Int { workers.count }

    /// Finds a place for a run, which is then under way there; `nil` if it has to wait.
    ///
    /// - Parameter alone: whether it must have the worker for itself.
    mutating func seat(_ run: RunID, alone: Bool, uptime: Duration) -> Seat? {
        if let idle = workers.filter({ $0.value.runs.isEmpty && !$0.value.isRetired }).keys.min() {
            take(idle, run, alone: alone, uptime: uptime)
            return Seat(worker: idle, isNew: false)
        }
        if workers.count < capacity + (alone ? reserve : 0) {
            lastWorker += 1
            workers[lastWorker] = Worker()
            take(lastWorker, run, alone: alone, uptime: uptime)
            return Seat(worker: lastWorker, isNew: true)
        }
        guard !alone else { return nil }
        let open = workers.filter { _, worker in
            !worker.isReserved && !worker.isRetired && worker.runs.values.allSatisfy { $0 + youth <= uptime }
        }
        guard let best = open.min(by: { ($0.value.runs.count, $0.key) < ($1.value.runs.count, $1.key) }) else {
            return nil
        }
        take(best.key, run, alone: false, uptime: uptime)
        return Seat(worker: best.key, isNew: false)
    }

    private mutating func take(_ worker: Int, _ run: RunID, alone: Bool, uptime: Duration) {
        workers[worker]?.runs[run] = uptime
        workers[worker]?.isReserved = alone
    }

    /// A run is over, or was given up.
    ///
    /// - Parameter isBusy: whether the worker may still be at it: it gets no more runs.
    /// - Returns: whether the worker is to be ended.
    mutating func leave(_ run: RunID, _ worker: Int, isBusy: Bool, uptime: Duration) -> Bool {
        guard var left = workers[worker] else { return false }
        left.runs[run] = nil
        if isBusy { left.isRetired = true }
        if left.runs.isEmpty {
            left.isReserved = false
            left.idleSince = uptime
        }
        let isOver = left.runs.isEmpty && left.isRetired
        workers[worker] = isOver ? nil : left
        return isOver
    }

    /// A worker has died.
    ///
    /// - Returns: the runs that it had under way, and for how long; none if its death is known.
    @discardableResult
    mutating func died(_ worker: Int, uptime: Duration) -> [RunID: Duration] {
        (workers.removeValue(forKey: worker)?.runs ?? [:]).mapValues { uptime - $0 }
    }

    /// The workers that have had nothing to do for long. They are to be ended.
    mutating func takeIdle(uptime: Duration) -> [Int] {
        let idle = workers.filter { $0.value.runs.isEmpty && $0.value.idleSince + patience <= uptime }.keys.sorted()
        for worker in idle { workers[worker] = nil }
        return idle
    }
}
