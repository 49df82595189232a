internal import CoreMetrics
internal import Logging
internal import Messages
internal import Synchronization
internal import TaskModel
internal import Timekeeping

/// Performs suspect runs in workers, and finds out which of them end their process.
///
/// ``WorkerPlan`` decides which worker a run gets. A run that has ended three workers in which it was alone is rejected
/// with `executor_crashed`. The death of a worker with several runs counts against none of them.
actor IsolatedRuns {
    /// The number of deaths after which a run is rejected.
    static let maximumDeaths = 3
    /// The age from which a run is not suspected if a worker dies that it shares: a faulty run mostly ends its process at
    /// once.
    static let innocentAge = Duration.seconds(1)
    /// The number of such deaths after which a run is tried alone nevertheless.
    static let maximumSharedDeaths = 3
    /// The time that a run has to end once it is stopped.
    private static let stopTimeout = Duration.seconds(1)

    private struct Waiter {
        var id: Int
        var run: RunID
        var alone: Bool
        var continuation: CheckedContinuation<WorkerPlan.Seat?, Never>
    }

    private let launcher: any WorkerLauncher
    private let clock: any WallClock
    private let executor: String
    private let logger: Logger
    private var plan: WorkerPlan
    private let memory = Mutex(SuspicionMemory())
    private var workers: [Int: Task<any Worker, any Error>] = [:]
    /// For each worker that died: the number of its runs, and the ages of those that have not been told yet.
    private var dead: [Int: (runCount: Int, ages: [RunID: Duration])] = [:]
    private var waiters: [Waiter] = []
    private var lastWaiter = 0
    private var isClosed = false
    /// Their owner waits for them: they end workers, give up stopped runs and remove cancelled waiters.
    private let tasks: BackgroundTasks
    private let suspects = Counter(label: "carillon_suspects")
    private let deaths = Counter(label: "carillon_suspect_deaths")

    init(
        launcher: any WorkerLauncher, clock: any WallClock, executor: String, tasks: BackgroundTasks, logger: Logger,
        plan: WorkerPlan = WorkerPlan()
    ) {
        self.tasks = tasks
        self.launcher = launcher
        self.clock = clock
        self.executor = executor
        self.logger = logger
        self.plan = plan
    }

    /// Whether a run that comes for the first time is performed in a worker nevertheless.
    nonisolated func isSuspect(_ request: RunRequest) -> Bool {
        let uptime = clock.uptime()
        return memory.withLock { $0.isSuspect(request, uptime: uptime) }
    }

    /// Records that the broker has delivered a run again, so an executor may have died.
    nonisolated func recordRedelivery() {
        let uptime = clock.uptime()
        memory.withLock { $0.recordRedelivery(uptime: uptime) }
    }

    /// Waits for a worker that takes a run.
    ///
    /// - Returns: `nil` if the executor ends or the task is cancelled first.
    func seat(for run: RunID, alone: Bool = false) async -> WorkerPlan.Seat? {
        guard !isClosed, !Task.isCancelled else { return nil }
        // First come, first served, but runs that must be alone do not hold up the others.
        let isFirst = !waiters.contains { $0.alone == alone }
        if isFirst, let seat = plan.seat(run, alone: alone, uptime: clock.uptime()) {
            occupy(seat)
            return seat
        }
        lastWaiter += 1
        let id = lastWaiter
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                waiters.append(Waiter(id: id, run: run, alone: alone, continuation: continuation))
                if Task.isCancelled { drop(id) }
            }
        } onCancel: {
            tasks.start { await self.drop(id) }
        }
    }

    /// Performs a run that has a seat until there is a result, each time in another worker if one dies.
    ///
    /// - Returns: the result; after cancellation it means nothing.
    func perform(_ request: RunRequest, in first: WorkerPlan.Seat, startedAt: Timestamp) async -> RunResult {
        suspects.increment()
        var seat = first
        var deaths = 0
        var sharedDeaths = 0
        var pause = Duration.milliseconds(100)
        while true {
            var isAlone = true
            switch await attempt(request, in: seat) {
            case .finished(var result):
                result.executor = executor
                return result
            case .died(let death, let runCount, let age):
                self.deaths.increment()
                isAlone = runCount == 1 || age < Self.innocentAge || sharedDeaths >= Self.maximumSharedDeaths
                if runCount > 1 { sharedDeaths += 1 }
                let uptime = clock.uptime()
                memory.withLock { memory in
                    memory.recordDeath(uptime: uptime)
                    if runCount == 1 { memory.record(request, uptime: uptime) }
                }
                if runCount == 1 { deaths += 1 }
                logger.error(
                    "a process that performed suspect runs ended",
                    metadata: [
                        "task_id": "\(request.taskID)", "run_id": "\(request.runID)", "how": "\(death.words)",
                        "runs": "\(runCount)", "deaths": "\(deaths)",
                    ])
                if deaths == Self.maximumDeaths { return crashed(death, startedAt: startedAt) }
            case .notStarted(let reason):
                logger.error("no process can be started for a suspect run", metadata: ["error": "\(reason)"])
                memory.withLock { $0.trustUnknownRuns() }
                pause = .seconds(1)
            case .givenUp: return RunResult(outcome: .failed)
            }
            try? await clock.sleep(for: pause)
            pause *= 3
            guard let next = await self.seat(for: request.runID, alone: isAlone) else {
                return RunResult(outcome: .failed)
            }
            seat = next
        }
    }

    private enum Attempt {
        case finished(RunResult)
        /// - Parameters:
        ///   - runCount: the number of runs that the worker had, including this one.
        ///   - age: how long the worker had performed this one.
        case died(WorkerDeath, runCount: Int, age: Duration)
        case notStarted(reason: String)
        case givenUp
    }

    private func attempt(_ request: RunRequest, in seat: WorkerPlan.Seat) async -> Attempt {
        let worker: any Worker
        do {
            guard let launch = workers[seat.worker] else { return .givenUp }
            worker = try await launch.value
        } catch {
            // The runs that have joined this worker meanwhile come here, too.
            plan.died(seat.worker, uptime: clock.uptime())
            workers[seat.worker] = nil
            return .notStarted(reason: "\(error)")
        }
        let run = request.runID
        guard !Task.isCancelled else {
            leave(run, seat.worker, isBusy: false)
            return .givenUp
        }
        let timer = Mutex<Task<Void, Never>?>(nil)
        let answer = await withTaskCancellationHandler {
            await worker.perform(request)
        } onCancel: {
            worker.stop(run)
            // A run that does not end keeps its worker from further runs.
            let started = tasks.start { [clock] in
                try? await clock.sleep(for: Self.stopTimeout)
                worker.abandon(run)
            }
            timer.withLock { $0 = started }
        }
        timer.withLock { $0 }?.cancel()
        switch answer {
        case .finished(let result):
            leave(run, seat.worker, isBusy: false)
            return Task.isCancelled ? .givenUp : .finished(result)
        case .abandoned:
            leave(run, seat.worker, isBusy: true)
            return .givenUp
        case .died(let death):
            let (runCount, age) = recordDeath(of: seat.worker, for: run)
            return Task.isCancelled ? .givenUp : .died(death, runCount: runCount, age: age)
        }
    }

    private func crashed(_ death: WorkerDeath, startedAt: Timestamp) -> RunResult {
        RunResult(
            outcome: .rejected, startedAt: startedAt, finishedAt: clock.now(),
            error: .executorCrashed(
                "it ended the process that performed it \(Self.maximumDeaths) times, alone in it; the last \(death.words)"
            ),
            executor: executor)
    }

    // MARK: - Workers

    private func occupy(_ seat: WorkerPlan.Seat) {
        guard seat.isNew else { return }
        // Awaited by the runs that have a seat there, and by `end(_:)`.
        workers[seat.worker] = Task { [launcher] in try await launcher.launch() }
    }

    /// Gives back a seat that was not used.
    func giveBack(_ seat: WorkerPlan.Seat, of run: RunID) { leave(run, seat.worker, isBusy: false) }

    private func leave(_ run: RunID, _ worker: Int, isBusy: Bool) {
        if plan.leave(run, worker, isBusy: isBusy, uptime: clock.uptime()) { end(worker) }
        serveWaiters()
    }

    /// Records the death of a worker. Call it once for each run of the worker.
    ///
    /// - Returns: the number of runs that the worker had, and how long it had performed this one.
    private func recordDeath(of worker: Int, for run: RunID) -> (runCount: Int, age: Duration) {
        if dead[worker] == nil {
            let ages = plan.died(worker, uptime: clock.uptime())
            dead[worker] = (ages.count, ages)
            workers[worker] = nil
            serveWaiters()
        }
        guard var known = dead[worker] else { return (0, .zero) }
        let age = known.ages.removeValue(forKey: run) ?? .zero
        dead[worker] = known.ages.isEmpty ? nil : known
        return (known.runCount, age)
    }

    private func end(_ worker: Int) {
        guard let launch = workers.removeValue(forKey: worker) else { return }
        tasks.start { try? await launch.value.kill() }
    }

    private func drop(_ id: Int) {
        guard let index = waiters.firstIndex(where: { $0.id == id }) else { return }
        waiters.remove(at: index).continuation.resume(returning: nil)
    }

    private func serveWaiters() {
        for alone in [true, false] {
            while let index = waiters.firstIndex(where: { $0.alone == alone }) {
                guard let seat = plan.seat(waiters[index].run, alone: alone, uptime: clock.uptime()) else { break }
                occupy(seat)
                waiters.remove(at: index).continuation.resume(returning: seat)
            }
        }
    }

    /// Gives workers that have become free to waiting runs, and ends idle workers. Call it a few times a second.
    func tick() {
        serveWaiters()
        for worker in plan.takeIdle(uptime: clock.uptime()) { end(worker) }
    }

    /// Takes no more runs: those that wait for a worker get none.
    func close() {
        isClosed = true
        for waiter in waiters { waiter.continuation.resume(returning: nil) }
        waiters = []
    }

    /// Ends all workers.
    func endAll() {
        close()
        for worker in Array(workers.keys) { end(worker) }
    }
}

extension RunError {
    /// The error of a run that ends every process that performs it.
    ///
    /// - Parameter reason: what happened.
    static func executorCrashed(_ reason: String) -> RunError {
        RunError(
            code: "executor_crashed",
            message: "\(reason); it is not tried again automatically: fix what it does or what it calls, and redrive it"
        )
    }
}
