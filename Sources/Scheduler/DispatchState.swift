internal import TaskModel
internal import Timekeeping

/// Decides what to claim and when to wake. A pure value: it knows what the store told of each action, and what has
/// happened since.
struct DispatchState: Sendable {
    /// How many batches of one action may be on their way to the broker: a queue that does not confirm holds up its own
    /// action and no other.
    static let maximumBatchesPerAction = 4

    /// How many runs of one action may be outstanding.
    let window: Int
    let mode: DispatchMode
    var actions: [ActionName: ActionDispatch] = [:]
    var limits = LimitTracker()
    var suspects = SuspectTrials()
    /// Actions of which nothing is claimed while a suspect run is tried alone.
    var held: Set<ActionName> = []
    /// How the flows of each action share its executors.
    private(set) var shares: [ActionName: FairShare] = [:]
    /// How many slots the executors of webhooks have, as far as they have said it.
    private(set) var webhookSlots: Int?
    /// When the dispatcher began.
    private(set) var upSince = Timestamp.earliest
    /// With ``DispatchMode/eachMinute``: the full minute whose due tasks are being published. It ends when none is left,
    /// and what becomes due or is created after that waits for the next.
    private var tick: Timestamp?

    init(window: Int, mode: DispatchMode) {
        self.window = window
        self.mode = mode
    }

    /// Until when tasks count as due at `now`; nil where nothing is to be published.
    func horizon(_ now: Timestamp) -> Timestamp? {
        switch mode {
        case .onTime: now
        case .eachMinute: tick
        }
    }

    /// A full minute has come.
    mutating func beginTick(now: Timestamp) {
        tick = now.startOfMinute
    }

    /// Takes over what the table holds.
    mutating func load(_ backlog: [ActionBacklog], now: Timestamp) {
        upSince = now
        for entry in backlog {
            actions[entry.action, default: ActionDispatch()].due = entry.nextDue
            actions[entry.action]?.partitions = entry.partitions
            actions[entry.action, default: ActionDispatch()].outstanding = entry.outstanding
            if entry.hasSuspects { suspects.recordWaiting(entry.action) }
        }
    }

    /// Work of the action is due.
    ///
    /// - Returns: whether that is sooner than anything known of the action before.
    @discardableResult
    mutating func recordDue(_ action: ActionName, _ due: DueTimes, in partition: LimitPartition = .common) -> Bool {
        actions[action, default: ActionDispatch()].recordDue(due, in: partition)
    }

    /// What to claim now, `limit` runs at the most in all.
    ///
    /// From here on until ``recordClaim(_:now:uptime:)`` the next due time of these partitions is unknown, and only what
    /// ``recordDue(_:_:)`` tells meanwhile counts: a task that is created while the claim is read must not be forgotten.
    ///
    /// - Parameter uptime: the same moment by the clock's uptime, for limits.
    mutating func plan(now: Timestamp, uptime: Duration, limit: Int) -> [ClaimPlan] {
        guard let horizon = horizon(now) else { return [] }
        var plans: [ClaimPlan] = []
        var left = limit
        let opened = actions.map { name, action in
            (key: name, value: action.opened(limits, shares[name], horizon: horizon, uptime: uptime))
        }
        let due = opened.filter { $0.value.action.isDue(at: horizon) }
        // What limits hold back is still to be published with this tick.
        if due.isEmpty, !actions.values.contains(where: { $0.isDueInPartition(at: horizon) }) { tick = nil }
        // The action that has waited longest goes first, so that none is starved by a busy one.
        let sorted = due.sorted { ActionDispatch.waitsLonger(($0.key, $0.value.action), ($1.key, $1.value.action)) }
        for (name, (action, partitions)) in sorted {
            guard left > 0 else { break }
            guard action.batchesInFlight < Self.maximumBatchesPerAction, action.looksAgainAt <= uptime else { continue }
            let room = action.room(window: window, now: now)
            if room == 0, action.outstanding.total >= window { actions[name]?.hold = .windowFull }
            let most = action.isCrowded ? min(left, room, ActionDispatch.maximumOfCrowd) : min(left, room)
            let (fresh, waiting) = action.split(most, window: window, horizon: horizon)
            guard fresh + waiting > 0 else { continue }
            let lateReason = mode == .eachMinute ? .eachMinute : action.hold ?? .busy
            plans.append(
                ClaimPlan(
                    action: name, fresh: fresh, waiting: waiting, partitions: partitions,
                    looksAtBothEnds: action.isCrowded, horizon: horizon, lateReason: lateReason, upSince: upSince))
            ensureShare(of: name)
            for partition in [.common] + partitions.keys {
                actions[name]?.forgetDue(in: partition, fresh: fresh > 0, waiting: waiting > 0)
            }
            left -= fresh + waiting
        }
        return plans
    }

    mutating func recordClaim(_ claim: Claim, now: Timestamp, uptime: Duration) {
        actions[claim.action, default: ActionDispatch()].claimed(claim.outstanding)
        recordDue(claim.action, claim.nextDue)
        for (partition, due) in claim.partitions { recordDue(claim.action, due, in: partition) }
        limits.begin(claim.limited, at: uptime)
        ensureShare(of: claim.action)
        shares[claim.action]?.begin(claim.flows, at: uptime)
        actions[claim.action]?.isCrowded = claim.moved + claim.leftWaiting > claim.runs.count
        if claim.leftWaiting > 0 { actions[claim.action]?.looksAgainAt = uptime + ActionDispatch.pause }
        if !claim.runs.isEmpty, !(actions[claim.action]?.isDue(at: now) ?? false) { actions[claim.action]?.hold = nil }
    }

    /// A claim failed: what it was for is still due.
    mutating func didFailToClaim(_ plans: [ClaimPlan]) {
        for plan in plans {
            let due = DueTimes(
                fresh: plan.fresh > 0 ? plan.horizon : nil, waiting: plan.waiting > 0 ? plan.horizon : nil)
            for partition in [.common] + plan.partitions.keys { recordDue(plan.action, due, in: partition) }
        }
    }

    mutating func didStartBatch(_ action: ActionName) {
        actions[action, default: ActionDispatch()].batchesInFlight += 1
    }

    mutating func didEndBatch(_ action: ActionName) {
        actions[action]?.batchesInFlight -= 1
    }

    func mayStartBatch(_ action: ActionName) -> Bool {
        (actions[action]?.batchesInFlight ?? 0) < Self.maximumBatchesPerAction
    }

    /// Runs of the action got their results, or are gone.
    ///
    /// - Returns: whether something that waited for room can be claimed now.
    @discardableResult
    mutating func recordEnd(_ action: ActionName, _ runs: OutstandingRuns) -> Bool {
        guard let known = actions[action] else { return false }
        let couldWake = known.wake(window: window) != nil
        actions[action]?.outstanding -= runs
        return !couldWake && known.due != .none
    }

    /// A run has its result, or is gone.
    ///
    /// - Returns: whether something that a limit held back may be claimed now.
    @discardableResult
    mutating func recordEnd(_ run: RunID, isDone: Bool, uptime: Duration) -> Bool {
        limits.end(run, isDone: isDone, at: uptime) && actions.values.contains { !$0.partitions.isEmpty }
    }

    // MARK: - Shares

    private mutating func ensureShare(of action: ActionName) {
        guard shares[action] == nil else { return }
        shares[action] = FairShare(capacity: capacity(of: action), window: window)
    }

    /// Only webhooks are shared by slots, since their executors say how many they have; other actions by the window.
    private func capacity(of action: ActionName) -> Int {
        guard action == WebhookPayload.action else { return window }
        return min(window, webhookSlots ?? FairShare.standardCapacity)
    }

    /// Takes over how many slots the executors of webhooks have; nil if none has said it.
    ///
    /// - Returns: whether that has changed.
    mutating func recordWebhookSlots(_ count: Int?) -> Bool {
        guard count != webhookSlots else { return false }
        webhookSlots = count
        let capacity = capacity(of: WebhookPayload.action)
        shares[WebhookPayload.action]?.setCapacity(capacity)
        return true
    }

    /// Takes over which runs have no result. To be called at the start.
    mutating func loadShares(_ outstanding: [LimitedRun], uptime: Duration) {
        for run in outstanding {
            ensureShare(of: run.action)
            shares[run.action]?.begin([run.id: run.flow], at: uptime)
            if run.isLong { shares[run.action]?.announceLong(run.id, at: uptime) }
        }
    }

    /// Executors have announced runs that take long.
    ///
    /// - Returns: whether something that waited may be claimed now.
    mutating func recordLongRuns(_ runs: [RunID], uptime: Duration) -> Bool {
        for run in runs {
            for action in Array(shares.keys) {
                let isKnown = shares[action]?.announceLong(run, at: uptime) ?? false
                if isKnown { break }
            }
        }
        return actions.values.contains { !$0.partitions.isEmpty }
    }

    /// A run has its result, or is gone.
    ///
    /// - Returns: whether something that waited for its share may be claimed now.
    mutating func recordEnd(_ end: RunEnd, uptime: Duration) -> Bool {
        shares[end.action]?.end(end.runID, at: uptime) { end.shareEnd(after: $0) }
        return !(actions[end.action]?.partitions.isEmpty ?? true)
    }

    /// A run of a deleted task is gone.
    mutating func recordGone(_ run: RunID, of action: ActionName, uptime: Duration) -> Bool {
        shares[action]?.end(run, at: uptime) { _ in .gone }
        return !(actions[action]?.partitions.isEmpty ?? true)
    }

    mutating func tidyShares() {
        for action in Array(shares.keys) { shares[action]?.tidy() }
    }

    mutating func didRoute(_ action: ActionName) {
        actions[action]?.routed()
    }

    /// A run of the action was returned by the broker.
    mutating func didFailToRoute(_ action: ActionName, now: Timestamp) {
        actions[action, default: ActionDispatch()].unroutable(now: now)
    }

    mutating func recordUndecided(_ action: ActionName) {
        actions[action]?.undecided()
    }

    /// Actions that have runs without a result.
    var actionsOutstanding: [ActionName] {
        actions.filter { $0.value.outstanding.total > 0 }.keys.sorted()
    }

    /// The clock was set back.
    mutating func clockWentBack(by step: Duration) {
        upSince = upSince - step
        for name in actions.keys { actions[name]?.clockWentBack(by: step) }
    }

    /// When the dispatcher has something to do; nil when it depends on more than time.
    ///
    /// - Parameter uptime: the same moment by the clock's uptime.
    func nextWake(now: Timestamp, uptime: Duration) -> Timestamp? {
        guard let horizon = horizon(now) else { return nil }
        return actions.compactMap { name, action -> Timestamp? in
            guard action.batchesInFlight < Self.maximumBatchesPerAction else { return nil }
            var action = action
            var isDue = mode == .onTime || action.isDue(at: horizon)
            for (partition, due) in action.partitions {
                guard mode == .onTime || due.earliest.map({ $0 <= horizon }) ?? false else { continue }
                isDue = true
                // Rounded up: what is looked at too early is looked at once more.
                guard shares[name]?.room(in: partition, at: uptime) != 0,
                    let opens = limits.opens(partition, at: uptime)
                else {
                    continue
                }
                let wake = opens > uptime ? now + (opens - uptime) + .milliseconds(1) : now
                _ = action.due.merge(
                    DueTimes(fresh: due.fresh.map { max($0, wake) }, waiting: due.waiting.map { max($0, wake) }))
            }
            guard isDue, let wake = action.wake(window: window) else { return nil }
            let pause = action.looksAgainAt - uptime
            return pause > .zero ? max(wake, now + pause + .milliseconds(1)) : wake
        }.min()
    }

    /// Why a task of the action that is due does not run.
    ///
    /// - Parameters:
    ///   - flow: what it is a part of.
    ///   - dueAt: when it was due.
    func waitingReason(
        of action: ActionName, group: TaskGroup, flow: Flow, dueAt: Timestamp, uptime: Duration
    ) -> WaitingReason? {
        if let reason = waitingReason(of: action) ?? trialReason(of: action, since: dueAt) { return reason }
        let host: WebhookHost? = if case .host(let host) = flow { host } else { nil }
        let partition = limits.partition(group: group, host: host)
        guard let name = limits.names(of: partition).first(where: { limits.meters[$0]?.room(at: uptime) == 0 }) else {
            guard shares[action]?.room(for: flow, at: uptime) == 0 else { return nil }
            let what = host.map { "the host \($0)" } ?? "the task"
            return WaitingReason(
                reason: LateReason.fairShare.rawValue,
                detail: "\(what) has as many runs under way as it may hold while it does not answer sooner: "
                    + "the rest is kept free for others",
                since: dueAt)
        }
        let meter = limits.meters[name]
        let detail =
            if let slowdown = meter?.slowdown, uptime < slowdown.until {
                "the host answered 429, 503 or 504, or not in time, and is left alone for a while"
            } else if meter?.slowdown != nil {
                "the host answered 429, 503 or 504, or not in time, and gets few runs at once until it takes more"
            } else {
                "as many runs as the limit \(name) allows are under way, or began just now"
            }
        return WaitingReason(reason: LateReason.limited.rawValue, detail: detail, since: dueAt)
    }

    private func waitingReason(of action: ActionName) -> WaitingReason? {
        let since: Timestamp
        switch actions[action]?.routing {
        case .blocked(let blockedSince, _, _): since = blockedSince
        case .probingBlocked(let blockedSince, _): since = blockedSince
        case .unknown, .probing, .open, nil: return nil
        }
        return WaitingReason(
            reason: "no_consumer",
            detail: "nobody consumes the action \(action) yet: start an executor that declares the queue "
                + "carillon.actions.\(action); until then this is tried again every few seconds",
            since: since)
    }
}

extension Timestamp {
    /// The full minute at or before this.
    var startOfMinute: Timestamp {
        startOfNextMinute - .seconds(60)
    }
}
