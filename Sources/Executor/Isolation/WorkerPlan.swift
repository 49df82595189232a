internal import TaskModel

/// Decides which worker process performs which suspect run.
///
/// A suspect gets a worker for itself. If all workers are taken, it joins a worker whose runs have been under way for a
/// while: a faulty run mostly ends its process at once, and runs that wait for a slow receiver must not hold up others.
/// If a worker with several runs dies, none of them is blamed. Those that had just begun are tried again strictly alone;
/// the others, which are hardly the cause and may be slow, may share a worker again.
struct WorkerPlan: Sendable {
    /// The place of a run in a worker.
    struct Seat: Sendable, Hashable {
        var worker: Int
        /// Whether the worker must be started for it.
        var isNew: Bool
    }

    private struct Worker: Sendable {
        var runs: [RunID: Duration] = [:]
        /// Whether no other run may join.
        var isReserved = false
        /// Whether it gets no more runs: it may still perform a run that was given up.
        var isRetired = false
        var idleSince = Duration.zero
    }

    /// The maximum of workers for runs that may share one.
    let capacity: Int
    /// The number of further workers for runs that must be alone.
    let reserve: Int
    /// The time that a run is under way before another may join it.
    let joinDelay: Duration
    /// The time that an idle worker is kept.
    let idleTimeout: Duration
    private var workers: [Int: Worker] = [:]
    private var lastWorker = 0

    init(
        capacity: Int = 8, reserve: Int = 4, joinDelay: Duration = .milliseconds(200),
        idleTimeout: Duration = .seconds(10)
    ) {
        self.capacity = capacity
        self.reserve = reserve
        self.joinDelay = joinDelay
        self.idleTimeout = idleTimeout
    }

    var workerCount: Int { workers.count }

    /// Finds a worker for a run, and records that the run is under way there.
    ///
    /// - Parameter alone: whether it must have the worker for itself.
    /// - Returns: `nil` if the run has to wait.
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
            !worker.isReserved && !worker.isRetired && worker.runs.values.allSatisfy { $0 + joinDelay <= uptime }
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

    /// Records that a run has ended or was given up.
    ///
    /// - Parameter isBusy: whether the worker may still perform it: it gets no more runs then.
    /// - Returns: whether to end the worker.
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

    /// Records that a worker has died.
    ///
    /// - Returns: its runs, and how long each was under way; empty if the death was recorded before.
    @discardableResult
    mutating func died(_ worker: Int, uptime: Duration) -> [RunID: Duration] {
        (workers.removeValue(forKey: worker)?.runs ?? [:]).mapValues { uptime - $0 }
    }

    /// Removes the workers that have been idle for ``idleTimeout``.
    ///
    /// - Returns: the workers to end.
    mutating func takeIdle(uptime: Duration) -> [Int] {
        let idle = workers.filter { $0.value.runs.isEmpty && $0.value.idleSince + idleTimeout <= uptime }.keys.sorted()
        for worker in idle { workers[worker] = nil }
        return idle
    }
}
