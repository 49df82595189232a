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
    private(set) var actions: [ActionName: ActionDispatch] = [:]
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
            actions[entry.action, default: ActionDispatch()].outstanding = entry.outstanding
        }
    }

    /// Work of the action is due.
    ///
    /// - Returns: whether that is sooner than anything known of the action before.
    @discardableResult
    mutating func noteDue(_ action: ActionName, _ due: DueTimes) -> Bool {
        actions[action, default: ActionDispatch()].due.merge(due)
    }

    /// What to claim now, `limit` runs at the most in all.
    ///
    /// From here on until ``noteClaimed(_:)`` the next due time of these lanes is unknown, and only what
    /// ``noteDue(_:_:)`` tells meanwhile counts: a task that is created while the claim is read must not be forgotten.
    mutating func plan(now: Timestamp, limit: Int) -> [ClaimPlan] {
        guard let horizon = horizon(now) else { return [] }
        var plans: [ClaimPlan] = []
        var left = limit
        let due = actions.filter { $0.value.isDue(at: horizon) }
        if due.isEmpty { tick = nil }
        // The action that has waited longest goes first, so that none is starved by a busy one.
        for (name, action) in due.sorted(by: ActionDispatch.waitsLonger) {
            guard left > 0 else { break }
            guard action.batchesInFlight < Self.maximumBatchesPerAction else { continue }
            let room = action.room(window: window, now: now)
            if room == 0, action.outstanding.total >= window { actions[name]?.hold = .windowFull }
            let (fresh, waiting) = action.split(min(left, room), window: window, horizon: horizon)
            guard fresh + waiting > 0 else { continue }
            let lateReason = mode == .eachMinute ? .eachMinute : action.hold ?? .busy
            plans.append(
                ClaimPlan(
                    action: name, fresh: fresh, waiting: waiting, horizon: horizon, lateReason: lateReason,
                    upSince: upSince))
            if fresh > 0 { actions[name]?.due.fresh = nil }
            if waiting > 0 { actions[name]?.due.waiting = nil }
            left -= fresh + waiting
        }
        return plans
    }

    mutating func noteClaimed(_ claim: Claim, now: Timestamp) {
        actions[claim.action, default: ActionDispatch()].claimed(claim.outstanding)
        noteDue(claim.action, claim.nextDue)
        if !claim.runs.isEmpty, !(actions[claim.action]?.isDue(at: now) ?? false) { actions[claim.action]?.hold = nil }
    }

    /// A claim failed: what it was for is still due.
    mutating func noteClaimFailed(_ plans: [ClaimPlan]) {
        for plan in plans {
            noteDue(
                plan.action,
                DueTimes(
                    fresh: plan.fresh > 0 ? plan.horizon : nil, waiting: plan.waiting > 0 ? plan.horizon : nil))
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
    func nextWake(now: Timestamp) -> Timestamp? {
        guard let horizon = horizon(now) else { return nil }
        return actions.values.compactMap { action -> Timestamp? in
            guard action.batchesInFlight < Self.maximumBatchesPerAction, let wake = action.wake(window: window),
                mode == .onTime || action.isDue(at: horizon)
            else { return nil }
            return wake
        }.min()
    }

    /// Why due tasks of the action do not run.
    func waitingReason(of action: ActionName) -> WaitingReason? {
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
