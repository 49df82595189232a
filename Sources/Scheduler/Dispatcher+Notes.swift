internal import AsyncPrimitives
internal import CoreMetrics
internal import Messages
internal import Synchronization
internal import TaskModel
internal import Timekeeping

/// What the other parts of the scheduler tell the dispatcher, after it is durable.
extension Dispatcher {
    func record(_ results: [TaskChangeResult]) {
        let uptime = clock.uptime()
        let somethingNew = core.withLock { core in
            var somethingNew = false
            for result in results.flatMap({ [$0] + $0.parts }) {
                if let action = result.action, core.state.recordDue(action, result.nextDue) { somethingNew = true }
                guard let released = result.released else { continue }
                for run in released.runIDs + released.stopping {
                    core.endedMeanwhile?.insert(run)
                    if core.state.recordEnd(run, isDone: false, uptime: uptime) { somethingNew = true }
                    if core.state.suspects.recordEnd(run, of: released.action, uptime: uptime) { somethingNew = true }
                }
                for run in released.runIDs where core.state.recordGone(run, of: released.action, uptime: uptime) {
                    somethingNew = true
                }
                if core.state.recordEnd(released.action, released.runs) { somethingNew = true }
            }
            return somethingNew
        }
        if somethingNew { wake() }
    }

    func record(_ ends: [RunEnd]) {
        let somethingNew = core.withLock { core in
            var somethingNew = false
            let uptime = clock.uptime()
            for end in ends {
                core.outbox.remove(end.runID)
                core.rates[end.action, default: RunRates()].update(at: uptime) { counts in
                    switch end.state {
                    case .succeeded: counts.succeeded += 1
                    case .failed, .dead: counts.failed += 1
                    default: break
                    }
                }
                core.endedMeanwhile?.insert(end.runID)
                if core.state.recordEnd(end.action, end.outstanding) { somethingNew = true }
                if core.state.recordEnd(end.runID, isDone: end.isAnswer, uptime: uptime) {
                    somethingNew = true
                }
                if core.state.recordEnd(end, uptime: uptime) { somethingNew = true }
                if let pressure = end.pressure {
                    core.state.limits.slow(
                        pressure.host, retryAfterSeconds: pressure.retryAfterSeconds, at: uptime)
                    slowed.increment()
                }
                if core.state.recordDue(end.action, end.nextDue) { somethingNew = true }
                if core.state.suspects.recordEnd(end.runID, of: end.action, uptime: uptime) { somethingNew = true }
                if end.isSuspect {
                    core.state.suspects.recordWaiting(end.action)
                    somethingNew = true
                }
            }
            return somethingNew
        }
        if somethingNew { wake() }
    }

    /// Why a task does not run although it is due.
    func waitingReason(of task: StoredTask, now: Timestamp) -> WaitingReason? {
        guard task.progress.status == .scheduled else { return nil }
        let dueTimes = DueTimes(fresh: task.progress.dueAt, waiting: task.progress.retryAt)
        guard let dueAt = dueTimes.earliest, dueAt <= now else { return nil }
        let definition = task.definition
        let uptime = clock.uptime()
        return core.withLock { core in
            core.state.waitingReason(
                of: definition.action, group: definition.group,
                flow: definition.webhookHost.map(Flow.host) ?? .task(definition.id), dueAt: dueAt, uptime: uptime)
        }
    }

    /// What is known of each action, but for what only the broker knows.
    var actionViews: [ActionView] {
        let uptime = clock.uptime()
        return core.withLock { core in
            core.state.actions.map { name, action in
                let counts = core.rates[name]?.lastMinute(at: uptime) ?? RunRates.Counts()
                return ActionView(
                    action: name, inspection: .unknown(reason: "not asked"), outstanding: action.outstanding.total,
                    nextDue: action.due.earliest, claimed: counts.claimed, succeeded: counts.succeeded,
                    failed: counts.failed)
            }
        }
    }

    /// An executor serves an action, and has room for so many runs at once.
    func recordServed(_ served: ActionServed) {
        let uptime = clock.uptime()
        let hasChanged = core.withLock { core in
            let isAnother = core.roster.record(served, at: uptime)
            core.served[served.action] = uptime
            // Whoever makes up names must not fill the memory.
            if core.served.count > Self.maximumServed, let oldest = core.served.min(by: { $0.value < $1.value }) {
                core.served[oldest.key] = nil
            }
            guard served.action == WebhookPayload.action else { return false }
            // It counts once the consumers are counted.
            if isAnother { executorsChanged.signal() }
            return isAnother
                ? false : core.state.recordWebhookSlots(core.roster.capacity(of: served.action, at: uptime))
        }
        if hasChanged { wake() }
    }

    /// How many executors have said lately that they perform webhooks.
    var executorCount: Int {
        let uptime = clock.uptime()
        return core.withLock { $0.roster.count(of: WebhookPayload.action, at: uptime) }
    }

    /// So many consumers has the queue of webhooks.
    func recordConsumers(_ count: Int) {
        let uptime = clock.uptime()
        let hasChanged = core.withLock { core in
            core.roster.keep(count, of: WebhookPayload.action)
            return core.state.recordWebhookSlots(core.roster.capacity(of: WebhookPayload.action, at: uptime))
        }
        if hasChanged { wake() }
    }

    /// Executors have announced runs that take long.
    func recordLongRuns(_ runs: [RunID]) {
        let uptime = clock.uptime()
        if core.withLock({ $0.state.recordLongRuns(runs, uptime: uptime) }) { wake() }
    }

    private static let maximumServed = 1000

    /// Actions that executors served lately: twice the interval, for a message may be late.
    var actionsServed: [ActionName] {
        let since = clock.uptime() - .seconds(2 * ActionServed.interval)
        return core.withLock { $0.served.filter { $0.value > since }.keys.sorted() }
    }

    /// Actions that have runs without a result.
    var actionsOutstanding: [ActionName] { core.withLock { $0.state.actionsOutstanding } }

    /// Results can't be recorded at present.
    func didEnterUncertainty() {
        core.withLock { $0.lastTrouble = clock.uptime() }
    }

    /// Whether results may be on their way that could not arrive: the broker takes no messages, or the store takes no
    /// results, or did not a moment ago.
    var isTroubled: Bool {
        guard publisher.isReady else { return true }
        return core.withLock { core in core.lastTrouble.map { clock.uptime() - $0 < .seconds(15) } ?? false }
    }
}
