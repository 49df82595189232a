internal import AsyncPrimitives
internal import CoreMetrics
internal import Logging
internal import Messages
internal import Synchronization
internal import TaskModel
internal import Timekeeping

/// Takes runs from the queues, performs them, publishes the results and then settles the deliveries.
///
/// A delivery is acked only after the broker has confirmed the result, so a crash at any point repeats work and loses
/// nothing.
final class RunConsumer: Sendable {
    private let performer: RunPerformer
    private let publisher: any Publisher
    private let clock: any WallClock
    private let random: RandomSource
    private let logger: Logger
    private let slots: AsyncSemaphore
    /// Performs suspect runs in workers; `nil` if they are performed like all others.
    private let isolated: IsolatedRuns?
    private let ledger = Mutex(RunLedger())
    private let runs = Mutex(Runs())
    private let tasks: BackgroundTasks
    private let isAbandoning = Mutex(false)
    private let undecodable = Counter(label: "carillon_messages_undecodable", dimensions: [("queue", "actions")])
    private let duplicates = Counter(label: "carillon_deliveries_duplicate")
    private let finished = Counter(label: "carillon_executions")

    /// Under one lock, so that a cancellation either finds the run or is remembered when the run comes.
    private struct Runs {
        /// The runs whose results the broker does not have yet.
        var inFlight: [RunID: RunInFlight] = [:]
        var cancelled = CancelledRuns()
    }

    init(
        performer: RunPerformer, publisher: any Publisher, clock: any WallClock, random: RandomSource,
        concurrency: Int, queues: Int = 1, isolated: IsolatedRuns? = nil,
        tasks: BackgroundTasks, logger: Logger
    ) {
        self.performer = performer
        self.isolated = isolated
        self.tasks = tasks
        self.publisher = publisher
        self.clock = clock
        self.random = random
        self.logger = logger
        slots = AsyncSemaphore(concurrency, queues: queues)
    }

    /// Serves one queue until its subscription stops, and returns once every run from it has ended.
    ///
    /// - Parameter queue: the number of the queue among those that share the slots, from 0.
    func serve(_ subscription: any Subscription, as queue: Int = 0) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            try await subscription.forEachBatch { batch in
                for message in batch {
                    guard let request = admit(message, from: subscription) else { continue }
                    if let isolated, isSuspect(request, message, isolated) {
                        // Takes no slot: the prefetch bounds how many suspects there are.
                        group.addTask { await self.carryOut(request, in: isolated, from: subscription) }
                        continue
                    }
                    do {
                        try await slots.acquire(for: queue)
                    } catch {
                        // The executor is cancelled. The broker still has the run and delivers it again.
                        return ledger.withLock { $0.abandon(request.runID) }
                    }
                    group.addTask {
                        await self.carryOut(request, from: subscription) { [performer = self.performer] startedAt in
                            await performer.perform(request, startedAt: startedAt)
                        }
                        self.slots.release(for: queue)
                    }
                }
            }
        }
    }

    /// Whether a run may end the process that performs it: an executor died or lost its connection while it had the run,
    /// the scheduler marked it, it resembles a run that has ended a worker, or a process has died a moment ago.
    private func isSuspect(_ request: RunRequest, _ message: IncomingMessage, _ isolated: IsolatedRuns) -> Bool {
        if message.redelivered { isolated.recordRedelivery() }
        return message.redelivered || request.isSuspect || isolated.isSuspect(request)
    }

    /// Carries out a suspect run once there is a worker for it. Its time limit begins then.
    private func carryOut(
        _ request: RunRequest, in isolated: IsolatedRuns, from subscription: any Subscription
    ) async {
        guard let seat = await isolated.seat(for: request.runID) else {
            ledger.withLock { $0.abandon(request.runID) }
            return
        }
        let isUsed = Atomic(false)
        await carryOut(request, from: subscription) { startedAt in
            isUsed.store(true, ordering: .relaxed)
            return await isolated.perform(request, in: seat, startedAt: startedAt)
        }
        if !isUsed.load(ordering: .relaxed) { await isolated.giveBack(seat, of: request.runID) }
    }

    private func admit(_ message: IncomingMessage, from subscription: any Subscription) -> RunRequest? {
        do {
            guard message.type == Names.MessageType.runRequested else {
                throw MessageError("unknown type of message: \(message.type ?? "none")")
            }
            let request = try RunRequest(decoding: message.body)
            switch ledger.withLock({ $0.admit(request.runID, message.token) }) {
            case .perform: return request
            case .underWay: duplicates.increment()
            case .finished:
                duplicates.increment()
                subscription.acknowledge(message.token)
            }
            return nil
        } catch {
            undecodable.increment()
            logger.error(
                "a run cannot be understood and goes to the dead letters",
                metadata: [
                    "message_id": "\(message.messageID ?? "none")", "task_id": "\(message.correlationID ?? "none")",
                    "error": "\(error)",
                ])
            subscription.reject(message.token)
            return nil
        }
    }

    private func carryOut(
        _ request: RunRequest, from subscription: any Subscription,
        by work: @escaping @Sendable (_ startedAt: Timestamp) async -> RunResult
    ) async {
        let result = await perform(request, by: work)
        let isPublished = await publish(result, of: request)
        runs.withLock { $0.inFlight[request.runID] = nil }
        guard isPublished else {
            ledger.withLock { $0.abandon(request.runID) }
            return
        }
        finished.increment()
        for token in ledger.withLock({ $0.finish(request.runID) }) { subscription.acknowledge(token) }
    }

    /// Performs a run, unless it was cancelled before it came.
    private func perform(
        _ request: RunRequest, by work: @escaping @Sendable (_ startedAt: Timestamp) async -> RunResult
    ) async -> RunResult {
        let (startedAt, uptime) = (clock.now(), clock.uptime())
        let run = RunInFlight(request: request, startedAt: startedAt, uptime: uptime)
        let isCancelled = runs.withLock { runs in
            runs.inFlight[request.runID] = run
            return runs.cancelled.take(request.runID, uptime: uptime)
        }
        if isCancelled { run.end(with: cancelled("it was cancelled before it began", startedAt: nil)) }
        return await run.result(in: tasks) { await work(startedAt) }
    }

    /// Publishes a result and repeats it until the broker confirms it: a lost connection must not repeat work that is done.
    ///
    /// - Returns: false if the executor ends first. The broker still has the run and delivers it again.
    private func publish(_ result: RunResult, of request: RunRequest) async -> Bool {
        var random = random
        let eventID = MessageID(milliseconds: clock.now().milliseconds, using: &random)
        let message = RunFinished(
            runID: request.runID, taskID: request.taskID, attempt: request.attempt, result: result
        ).message(action: request.action, messageID: eventID.description)
        while !isAbandoning.withLock({ $0 }) {
            let outcome = await publisher.publish([message]).first
            switch outcome {
            // A result that no queue takes is not lost: the queue of the scheduler outlives the scheduler.
            case .confirmed, .unroutable: return true
            case .rejected, .unconfirmed, .notSent:
                let reason = outcome?.failureReason ?? ""
                logger.warning(
                    "a result was not confirmed by the broker; publishing it again",
                    metadata: ["task_id": "\(request.taskID)", "run_id": "\(request.runID)", "reason": "\(reason)"])
                await publisher.waitUntilReady()
            case nil: return false
            }
        }
        return false
    }

    // MARK: - Cancelling

    /// Ends a run that is being performed. Any other is remembered in case it still comes.
    func cancel(_ cancellation: RunCancellation) {
        let id = cancellation.runID
        guard !ledger.withLock({ $0.isFinished(id) }) else { return }
        let uptime = clock.uptime()
        let run = runs.withLock { runs -> RunInFlight? in
            if let run = runs.inFlight[id] { return run }
            runs.cancelled.insert(id, uptime: uptime)
            return nil
        }
        run?.end(with: cancelled("it was cancelled while it was under way", startedAt: run?.startedAt))
    }

    private func cancelled(_ message: String, startedAt: Timestamp?) -> RunResult {
        RunResult(
            outcome: .rejected, startedAt: startedAt, finishedAt: clock.now(),
            error: RunError(code: "cancelled", message: message), executor: performer.executor)
    }

    // MARK: - Watching

    /// Announces runs that take longer than a second and ends those whose time limit is over. Call it a few times a second.
    func watch() async {
        let now = clock.now()
        let uptime = clock.uptime()
        let runs = runs.withLock { Array($0.inFlight.values) }
        var announcements: [OutgoingMessage] = []
        for run in runs {
            if run.isOverdue(uptime: uptime) {
                run.end(
                    with: .timeout(
                        of: run.request, startedAt: run.startedAt, finishedAt: now, executor: performer.executor))
            } else if run.shouldAnnounce(uptime: uptime) {
                var random = random
                let eventID = MessageID(milliseconds: now.milliseconds, using: &random)
                announcements.append(
                    RunStarted(
                        runID: run.request.runID, taskID: run.request.taskID, startedAt: run.startedAt,
                        executor: performer.executor
                    ).message(action: run.request.action, messageID: eventID.description))
            }
        }
        await isolated?.tick()
        // A lost announcement changes only what people see meanwhile.
        if !announcements.isEmpty { _ = await publisher.publish(announcements) }
    }

    /// Ends every run without a result: the broker delivers them again, to this executor or another.
    func abandon() async {
        isAbandoning.withLock { $0 = true }
        await isolated?.close()
        let runs = runs.withLock { Array($0.inFlight.values) }
        if !runs.isEmpty { logger.notice("leaving runs to the broker", metadata: ["runs": "\(runs.count)"]) }
        for run in runs { run.end(with: RunResult(outcome: .failed)) }
    }
}
