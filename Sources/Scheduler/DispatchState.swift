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
    var limits = LimitBook()
    var suspects = SuspectTrials()
    /// Actions of which nothing is claimed while a suspect run is tried alone.
    var held: Set<ActionName> = []
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
            actions[entry.action]?.lanes = entry.lanes
            actions[entry.action, default: ActionDispatch()].outstanding = entry.outstanding
            if entry.hasSuspects { suspects.noteWaiting(entry.action) }
        }
    }

    /// Work of the action is due.
    ///
    /// - Returns: whether that is sooner than anything known of the action before.
    @discardableResult
    mutating func noteDue(_ action: ActionName, _ due: DueTimes, in lane: Lane = .common) -> Bool {
        actions[action, default: ActionDispatch()].noteDue(due, in: lane)
    }

    /// What to claim now, `limit` runs at the most in all.
    ///
    /// From here on until ``noteClaimed(_:now:uptime:)`` the next due time of these lanes is unknown, and only what
    /// ``noteDue(_:_:)`` tells meanwhile counts: a task that is created while the claim is read must not be forgotten.
    ///
    /// - Parameter uptime: the same moment by the clock's uptime, for limits.
    mutating func plan(now: Timestamp, uptime: Duration, limit: Int) -> [ClaimPlan] {
        guard let horizon = horizon(now) else { return [] }
        var plans: [ClaimPlan] = []
        var left = limit
        let opened = actions.mapValues { $0.opened(limits, horizon: horizon, uptime: uptime) }
        let due = opened.filter { $0.value.action.isDue(at: horizon) }
        // What limits hold back is still to be published with this tick.
        if due.isEmpty, !actions.values.contains(where: { $0.isDueInLane(at: horizon) }) { tick = nil }
        // The action that has waited longest goes first, so that none is starved by a busy one.
        let sorted = due.sorted { ActionDispatch.waitsLonger(($0.key, $0.value.action), ($1.key, $1.value.action)) }
        for (name, (action, lanes)) in sorted {
            guard left > 0 else { break }
            guard action.batchesInFlight < Self.maximumBatchesPerAction else { continue }
            let room = action.room(window: window, now: now)
            if room == 0, action.outstanding.total >= window { actions[name]?.hold = .windowFull }
            let (fresh, waiting) = action.split(min(left, room), window: window, horizon: horizon)
            guard fresh + waiting > 0 else { continue }
            let lateReason = mode == .eachMinute ? .eachMinute : action.hold ?? .busy
            plans.append(
                ClaimPlan(
                    action: name, fresh: fresh, waiting: waiting, lanes: lanes, horizon: horizon,
                    lateReason: lateReason, upSince: upSince))
            for lane in [.common] + lanes.keys {
                actions[name]?.forgetDue(in: lane, fresh: fresh > 0, waiting: waiting > 0)
            }
            left -= fresh + waiting
        }
        return plans
    }

    mutating func noteClaimed(_ claim: Claim, now: Timestamp, uptime: Duration) {
        actions[claim.action, default: ActionDispatch()].claimed(claim.outstanding)
        noteDue(claim.action, claim.nextDue)
        for (lane, due) in claim.lanes { noteDue(claim.action, due, in: lane) }
        limits.begin(claim.limited, at: uptime)
        if !claim.runs.isEmpty, !(actions[claim.action]?.isDue(at: now) ?? false) { actions[claim.action]?.hold = nil }
    }

    /// A claim failed: what it was for is still due.
    mutating func noteClaimFailed(_ plans: [ClaimPlan]) {
        for plan in plans {
            let due = DueTimes(
                fresh: plan.fresh > 0 ? plan.horizon : nil, waiting: plan.waiting > 0 ? plan.horizon : nil)
            for lane in [.common] + plan.lanes.keys { noteDue(plan.action, due, in: lane) }
        }
    }

    mutating func noteBatchStarted(_ action: ActionName) {
        actions[action, default: ActionDispatch()].batchesInFlight += 1
    }

    mutating func noteBatchEnded(_ action: ActionName) {
        actions[action]?.batchesInFlight -= 1
    }

    func mayStartBatch(_ action: ActionName) -> Bool {
        (actions[action]?.batchesInFlight ?? 0) < Self.maximumBatchesPerAction
    }

    /// Runs of the action got their results, or are gone.
    ///
    /// - Returns: whether something that waited for room can be claimed now.
    @discardableResult
    mutating func noteEnded(_ action: ActionName, _ runs: OutstandingRuns) -> Bool {
        guard let known = actions[action] else { return false }
        let couldWake = known.wake(window: window) != nil
        actions[action]?.outstanding -= runs
        return !couldWake && known.due != .none
    }

    /// A run has its result, or is gone.
    ///
    /// - Returns: whether something that a limit held back may be claimed now.
    @discardableResult
    mutating func noteEnded(_ run: RunID, isDone: Bool, uptime: Duration) -> Bool {
        limits.end(run, isDone: isDone, at: uptime) && actions.values.contains { !$0.lanes.isEmpty }
    }

    mutating func noteRouted(_ action: ActionName) {
        actions[action]?.routed()
    }

    /// A run of the action was returned by the broker.
    mutating func noteUnroutable(_ action: ActionName, now: Timestamp) {
        actions[action, default: ActionDispatch()].unroutable(now: now)
    }

    mutating func noteUndecided(_ action: ActionName) {
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
        return actions.values.compactMap { action -> Timestamp? in
            guard action.batchesInFlight < Self.maximumBatchesPerAction else { return nil }
            var action = action
            var isDue = mode == .onTime || action.isDue(at: horizon)
            for (lane, due) in action.lanes {
                guard mode == .onTime || due.earliest.map({ $0 <= horizon }) ?? false else { continue }
                isDue = true
                // Rounded up: what is looked at too early is looked at once more.
                guard let opens = limits.opens(lane, at: uptime) else { continue }
                let wake = opens > uptime ? now + (opens - uptime) + .milliseconds(1) : now
                _ = action.due.merge(
                    DueTimes(fresh: due.fresh.map { max($0, wake) }, waiting: due.waiting.map { max($0, wake) }))
            }
            return isDue ? action.wake(window: window) : nil
        }.min()
    }

    /// Why a task of the action that is due does not run.
    ///
    /// - Parameters:
    ///   - host: where it goes, of a webhook.
    ///   - dueAt: when it was due.
    func waitingReason(
        of action: ActionName, group: TaskGroup, host: WebhookHost?, dueAt: Timestamp, uptime: Duration
    ) -> WaitingReason? {
        if let reason = waitingReason(of: action) ?? trialReason(of: action, since: dueAt) { return reason }
        let lane = limits.lane(group: group, host: host)
        guard let name = limits.names(of: lane).first(where: { limits.meters[$0]?.room(at: uptime) == 0 }) else {
            return nil
        }
        let meter = limits.meters[name]
        let detail =
            if let slowdown = meter?.slowdown, uptime < slowdown.until {
                "the host answered 429 or 503, and is left alone for a while"
            } else if meter?.slowdown != nil {
                "the host answered 429 or 503, and gets few runs at once until it takes more"
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
