internal import AsyncPrimitives
internal import CoreMetrics
internal import Logging
internal import Messages
internal import Synchronization
internal import TaskModel
internal import Timekeeping

/// Claims what is due and publishes it.
///
/// One loop decides, with ``DispatchState`` and ``PublishTracker``; batches are published beside it, so that the next is claimed
/// while the broker still syncs the last.
final class Dispatcher: Sendable {
    struct Settings: Sendable {
        var window: Int
        var mode: DispatchMode
        /// How many runs are claimed in one transaction.
        var batchSize = 500
        /// How many batches may be on their way to the broker, of all actions.
        var maximumBatchesInFlight = 32
        /// How long to leave the broker and the results alone before runs are published again.
        var recoveryPause = Duration.milliseconds(500)
    }

    struct Core: Sendable {
        var state: DispatchState
        var outbox = PublishTracker()
        var batchesInFlight = 0
        /// Actions with runs to be published again, and when to begin.
        var recovering: [ActionName: Timestamp] = [:]
        var isStopping = false
        /// When the loop last looked at the clock.
        var lastLook = Timestamp.earliest
        /// What each action has done lately.
        var rates: [ActionName: RunRates] = [:]
        /// Whether limits were set, and are not in force yet.
        var limitsChanged = false
        /// Whether they were read since the start.
        var knowsLimits = false
        /// Runs that have ended since the table was asked for those that have not.
        var endedMeanwhile: Set<RunID>?
        /// Actions that executors have said that they serve, and when.
        var served: [ActionName: Duration] = [:]
        /// Actions whose executors perform suspect runs in processes of their own, and when they last said so.
        var isolating: [ActionName: Duration] = [:]
        var roster = ExecutorRoster()
        /// When the table is to be put right for a clock that was set back, by the clock's uptime; it may have been set
        /// before the start.
        var clockResets: [Duration] = [.zero]
        /// When results could last not be recorded, by the clock's uptime.
        var lastTrouble: Duration?
    }

    let store: any TaskStore
    let publisher: any Publisher
    let clock: any WallClock
    let settings: Settings
    let logger: Logger
    let core: Mutex<Core>
    private let signal = AsyncSignal()
    /// An executor of webhooks has turned up beside others.
    let executorsChanged = AsyncSignal()
    let published = Counter(label: "carillon_runs_published")
    let unroutable = Counter(label: "carillon_runs_unroutable")
    let republished = Counter(label: "carillon_runs_republished")
    let slowed = Counter(label: "carillon_hosts_slowed")
    let skipped = Counter(label: "carillon_occurrences_skipped")

    init(
        store: any TaskStore, publisher: any Publisher, clock: any WallClock, settings: Settings, logger: Logger
    ) {
        self.store = store
        self.publisher = publisher
        self.clock = clock
        self.settings = settings
        self.logger = logger
        core = Mutex(Core(state: DispatchState(window: settings.window, mode: settings.mode)))
    }

    /// Works until ``stop()``, and returns when every batch on its way has an outcome. To be called after ``load()``.
    func run() async throws {
        var nextTick = clock.now().startOfNextMinute
        await withDiscardingTaskGroup { group in
            while !core.withLock({ $0.isStopping }), !Task.isCancelled {
                let now = look()
                if now >= nextTick || nextTick > now.startOfNextMinute {
                    nextTick = now.startOfNextMinute
                    core.withLock { $0.state.beginTick(now: now) }
                    await tick()
                }
                await markConfirmed(now: now)
                await reloadLimits()
                await resetClock(now: now)
                guard publisher.isReady else {
                    await publisher.waitUntilReady()
                    continue
                }
                if let action = takeRecovery(now: now) {
                    await recover(action, in: &group)
                    continue
                }
                if await dispatchSuspects(now: now, in: &group) { continue }
                if await dispatch(now: now, in: &group) { continue }
                await wait(until: nextWake(now: now, tick: nextTick))
            }
        }
        await markConfirmed(now: .latest)
    }

    func stop() {
        core.withLock { $0.isStopping = true }
        signal.signal()
    }

    /// Looks again at what might have changed.
    func wake() {
        signal.signal()
    }

    // MARK: - The loop's steps

    /// Takes over what the table holds.
    ///
    /// Before anything else changes the table: a result that is applied while this reads would be counted twice, or not
    /// at all.
    func load() async throws {
        let backlog = try await store.backlog()
        let now = clock.now()
        core.withLock { core in
            core.state.load(backlog, now: now)
            core.limitsChanged = true
            for entry in backlog where entry.outstanding.total > 0 {
                core.recovering[entry.action] = now + settings.recoveryPause
            }
        }
        await reloadLimits()
        let outstanding = backlog.reduce(0) { $0 + $1.outstanding.total }
        logger.info("dispatch begins", metadata: ["actions": "\(backlog.count)", "outstanding": "\(outstanding)"])
    }

    /// The time. Where the clock was set back, what waits for a time of day waits no longer for that.
    private func look() -> Timestamp {
        let now = clock.now()
        let step = core.withLock { core -> Duration in
            let step = Duration.milliseconds(max(0, core.lastLook.milliseconds - now.milliseconds))
            core.lastLook = now
            guard step > .zero, core.lastLook != .earliest else { return .zero }
            core.state.clockWentBack(by: step)
            if step > .seconds(1) { core.clockResets = Self.resetDelays.map { clock.uptime() + $0 } }
            core.outbox.clockWentBack(by: step)
            core.recovering = core.recovering.mapValues { $0 - step }
            return step
        }
        if step > .seconds(1) { logger.notice("the clock was set back", metadata: ["by": "\(step)"]) }
        return now
    }

    /// How long after a step the table is put right, and looked at again: a result that was taken in before the step may
    /// be written down after it, with the time of before.
    private static let resetDelays: [Duration] = [.zero, .seconds(1), .seconds(5), .seconds(30)]

    /// Puts the table right after the clock was set back; also once after the start, for it may have been set before.
    private func resetClock(now: Timestamp) async {
        let uptime = clock.uptime()
        guard core.withLock({ $0.clockResets.contains { $0 <= uptime } }) else { return }
        do {
            let due = try await store.clockWentBack(now: now)
            core.withLock { core in
                core.clockResets.removeAll { $0 <= uptime }
                for (action, times) in due { core.state.recordDue(action, times) }
            }
            if !due.isEmpty { logger.notice("schedules go on by the clock as it is now") }
        } catch {
            logger.error("schedules could not be put right for the clock", metadata: ["error": "\(error)"])
        }
    }

    /// Once a minute: compares what the dispatcher believes to be due next with the table.
    private func tick() async {
        do {
            let backlog = try await store.backlog()
            core.withLock { core in
                let uptime = clock.uptime()
                core.state.limits.tidy(at: uptime)
                core.state.tidyShares()
                _ = core.state.recordWebhookSlots(core.roster.capacity(of: WebhookPayload.action, at: uptime))
                for entry in backlog {
                    core.state.recordDue(entry.action, entry.nextDue)
                    if entry.hasSuspects { core.state.suspects.recordWaiting(entry.action) }
                    for (partition, due) in entry.partitions { core.state.recordDue(entry.action, due, in: partition) }
                }
            }
            logger.debug("tick", metadata: ["actions": "\(backlog.count)"])
        } catch {
            logger.error("the tick could not read the table; the next one will", metadata: ["error": "\(error)"])
        }
    }

    /// Claims one batch and sends it on its way.
    ///
    /// - Returns: whether there was anything to claim.
    private func dispatch(now: Timestamp, in group: inout DiscardingTaskGroup) async -> Bool {
        let uptime = clock.uptime()
        let (plans, budget) = core.withLock { core -> ([ClaimPlan], LimitBudget) in
            guard core.batchesInFlight < settings.maximumBatchesInFlight else { return ([], .unlimited) }
            let plans = core.state.plan(now: now, uptime: uptime, limit: settings.batchSize)
            return (plans, LimitBudget(core.state.limits, shares: core.state.shares, at: uptime))
        }
        guard !plans.isEmpty else { return false }
        do {
            let claims = try await store.claim(plans, within: budget, now: now)
            FaultPoint.claimCommitted.reached()
            core.withLock { core in
                for claim in claims {
                    core.state.recordClaim(claim, now: now, uptime: uptime)
                    core.rates[claim.action, default: RunRates()].update(at: clock.uptime()) {
                        $0.claimed += claim.runs.count
                    }
                    core.outbox.publishing(claim.runs.lazy.map(\.runID))
                }
            }
            skipped.increment(by: claims.reduce(0) { $0 + $1.skipped })
            for claim in claims { start(publishing: claim.runs, of: claim.action, in: &group) }
        } catch {
            logger.error("due tasks could not be claimed; trying again", metadata: ["error": "\(error)"])
            core.withLock { $0.state.didFailToClaim(plans) }
            await wait(for: .seconds(1))
        }
        return true
    }

    func start(publishing runs: [RunRequest], of action: ActionName, in group: inout DiscardingTaskGroup) {
        guard !runs.isEmpty else { return }
        core.withLock { core in
            core.batchesInFlight += 1
            core.state.didStartBatch(action)
        }
        group.addTask {
            await self.publish(runs, of: action)
            self.core.withLock { core in
                core.batchesInFlight -= 1
                core.state.didEndBatch(action)
            }
            self.signal.signal()
        }
    }

    /// Marks the runs whose results have not come at once.
    private func markConfirmed(now: Timestamp) async {
        let runs = core.withLock { core -> [RunReference] in
            guard let due = core.outbox.markDue, due <= now else { return [] }
            return core.outbox.takeConfirmed()
        }
        guard !runs.isEmpty else { return }
        do {
            try await store.markPublished(runs, now: clock.now())
            FaultPoint.runsMarked.reached()
        } catch {
            // They stay unmarked: should the scheduler restart before their results, they are published once more.
            logger.error(
                "published runs could not be marked", metadata: ["runs": "\(runs.count)", "error": "\(error)"])
        }
    }

    private func nextWake(now: Timestamp, tick: Timestamp) -> Timestamp {
        let uptime = clock.uptime()
        return core.withLock { core in
            var wake = tick
            if core.batchesInFlight < settings.maximumBatchesInFlight,
                let due = core.state.nextWake(now: now, uptime: uptime)
            {
                wake = min(wake, due)
            }
            if let mark = core.outbox.markDue { wake = min(wake, mark) }
            if let trial = core.state.suspects.nextWake {
                wake = min(wake, now + max(.milliseconds(1), trial - uptime))
            }
            if core.batchesInFlight < settings.maximumBatchesInFlight {
                for (action, recovery) in core.recovering where core.state.mayStartBatch(action) {
                    wake = min(wake, recovery)
                }
            }
            return wake
        }
    }

    /// Waits for a time of day, or a signal; at most a second, for the clock may be set back meanwhile.
    private func wait(until deadline: Timestamp) async {
        await wait { try await $0.sleep(until: deadline, atMost: .seconds(1)) }
    }

    func wait(for duration: Duration) async {
        await wait { try await $0.sleep(for: duration) }
    }

    private func wait(_ sleep: @escaping @Sendable (any WallClock) async throws -> Void) async {
        await withTaskGroup { group in
            group.addTask { await self.signal.wait() }
            // Cancelled when a signal comes first.
            group.addTask { try? await sleep(self.clock) }
            await group.next()
            group.cancelAll()
        }
    }
}
