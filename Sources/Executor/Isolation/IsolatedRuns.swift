internal import CoreMetrics
internal import Logging
internal import Messages
internal import Synchronization
internal import TaskModel
internal import Timekeeping

/// Performs suspect runs in workers, and finds out which of them end their process.
///
/// Which worker a run gets is decided by ``WorkerPlan``. A run that has ended three workers in which it was alone is
/// rejected with `executor_crashed`. A death of a worker that had several runs counts against none of them.
actor IsolatedRuns {
    /// Deaths after which a run is given up.
    static let maximumDeaths = 3
    /// How long a run is under way before the death of a worker that it shares is taken for the fault of another.
    static let youth = Duration.seconds(1)
    /// How many such deaths it may see before it is tried alone all the same.
    static let maximumSharedDeaths = 3
    /// How long a run that is stopped may take to end.
    private static let obedience = Duration.seconds(1)

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
    /// Of workers that died: how many runs they had, and for how long those that are still to hear of it.
    private var dead: [Int: (company: Int, left: [RunID: Duration])] = [:]
    private var waiters: [Waiter] = []
    private var lastWaiter = 0
    private var isClosed = false
    private let suspects = Counter(label: "carillon_suspects")
    private let deaths = Counter(label: "carillon_suspect_deaths")

    init(
        launcher: any WorkerLauncher, clock: any WallClock, executor: String, logger: Logger,
        plan: WorkerPlan = WorkerPlan()
    ) {
        self.launcher = launcher
        self.clock = clock
        self.executor = executor
        self.logger = logger
        self.plan = plan
    }

    /// Whether a run is to be performed here although it comes for the first time.
    nonisolated func isSuspect(_ request: RunRequest) -> Bool {
        let uptime = clock.uptime()
        return memory.withLock { $0.isSuspect(request, uptime: uptime) }
    }

    /// A run was delivered again.
    nonisolated func recordRedelivery() {
        let uptime = clock.uptime()
        memory.withLock { $0.recordRedelivery(uptime: uptime) }
    }

    /// Waits for a worker that takes a run; `nil` if the executor ends, or the task is cancelled, before there is one.
    func seat(for run: RunID, alone: Bool = false) async -> WorkerPlan.Seat? {
        guard !isClosed, !Task.isCancelled else { return nil }
        // The run that waits longest goes first, but those that must be alone do not hold up others.
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
            Task { await self.drop(id) }
        }
    }

    /// Performs a run that has a seat, again in another worker if that one dies, until there is a result.
    ///
    /// After cancellation the result is of no interest.
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
            case .died(let death, let company, let age):
                self.deaths.increment()
                isAlone = company == 1 || age < Self.youth || sharedDeaths >= Self.maximumSharedDeaths
                if company > 1 { sharedDeaths += 1 }
                let uptime = clock.uptime()
                memory.withLock { memory in
                    memory.recordDeath(uptime: uptime)
                    if company == 1 { memory.record(request, uptime: uptime) }
                }
                if company == 1 { deaths += 1 }
                logger.error(
                    "a process that performed suspect runs ended",
                    metadata: [
                        "task_id": "\(request.taskID)", "run_id": "\(request.runID)", "how": "\(death.words)",
                        "runs": "\(company)", "deaths": "\(deaths)",
                    ])
                if deaths == Self.maximumDeaths { return crashed(death, startedAt: startedAt) }
            case .notStarted(let reason):
                logger.error("no process can be started for a suspect run", metadata: ["error": "\(reason)"])
                memory.withLock { $0.calm() }
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
        ///   - company: how many runs the worker had, this one included.
        ///   - age: how long this one was under way.
        case died(WorkerDeath, company: Int, age: Duration)
        case notStarted(reason: String)
        case givenUp
    }

    private func attempt(_ request: RunRequest, in seat: WorkerPlan.Seat) async -> Attempt {
        let worker: any Worker
        do {
            guard let launch = workers[seat.worker] else { return .givenUp }
            worker = try await launch.value
        } catch {
            // With all that had joined it meanwhile; each comes here by itself.
            plan.died(seat.worker, uptime: clock.uptime())
            workers[seat.worker] = nil
            return .notStarted(reason: "\(error)")
        }
        let run = request.runID
        guard !Task.isCancelled else {
            leave(run, seat.worker, isBusy: false)
            return .givenUp
        }
        let answer = await withTaskCancellationHandler {
            await worker.perform(request)
        } onCancel: {
            worker.stop(run)
            // One that takes no notice keeps its worker from further runs.
            Task { [clock] in
                try? await clock.sleep(for: Self.obedience)
                worker.abandon(run)
            }
        }
        switch answer {
        case .finished(let result):
            leave(run, seat.worker, isBusy: false)
            return Task.isCancelled ? .givenUp : .finished(result)
        case .abandoned:
            leave(run, seat.worker, isBusy: true)
            return .givenUp
        case .died(let death):
            let (company, age) = company(of: run, in: seat.worker)
            return Task.isCancelled ? .givenUp : .died(death, company: company, age: age)
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
        workers[seat.worker] = Task { [launcher] in try await launcher.launch() }
    }

    /// Gives a seat back that is not used.
    func giveBack(_ seat: WorkerPlan.Seat, of run: RunID) { leave(run, seat.worker, isBusy: false) }

    private func leave(_ run: RunID, _ worker: Int, isBusy: Bool) {
        if plan.leave(run, worker, isBusy: isBusy, uptime: clock.uptime()) { end(worker) }
        serveWaiters()
    }

    /// How many runs a worker had that died, and how long one of them was under way. To be asked once for each of them.
    private func company(of run: RunID, in worker: Int) -> (count: Int, age: Duration) {
        if dead[worker] == nil {
            let runs = plan.died(worker, uptime: clock.uptime())
            dead[worker] = (runs.count, runs)
            workers[worker] = nil
            serveWaiters()
        }
        guard var known = dead[worker] else { return (0, .zero) }
        let age = known.left.removeValue(forKey: run) ?? .zero
        dead[worker] = known.left.isEmpty ? nil : known
        return (known.company, age)
    }

    private func end(_ worker: Int) {
        guard let launch = workers.removeValue(forKey: worker) else { return }
        Task { try? await launch.value.kill() }
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

    /// Gives workers that have become open to those that wait, and ends idle ones. To be called a few times a second.
    func tick() {
        serveWaiters()
        for worker in plan.takeIdle(uptime: clock.uptime()) { end(worker) }
    }

    /// Takes no more runs: what waits for a worker does not get one.
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
    /// A run that ends every process that performs it.
    ///
    /// - Parameter reason: what was seen.
    static func executorCrashed(_ reason: String) -> RunError {
        RunError(
            code: "executor_crashed",
            message: "\(reason); it is not tried again by itself: mend what it does or what it calls, and redrive it")
    }
}
