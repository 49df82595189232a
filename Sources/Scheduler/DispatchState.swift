internal import TaskModel
internal import Timekeeping

/// Decides what to claim and when to wake. A pure value: it knows what the store told of each action, and what has
/// happened since.
struct DispatchState: Sendable {
    /// How many runs of one action may be outstanding.
    let window: Int
    let mode: DispatchMode
    private(set) var actions: [ActionName: ActionDispatch] = [:]
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
    mutating func load(_ backlog: [ActionBacklog]) {
        for entry in backlog {
            actions[entry.action, default: ActionDispatch()].nextDue = entry.nextDue
            actions[entry.action, default: ActionDispatch()].outstanding = entry.outstanding
        }
    }

    /// A task of the action is due at `dueAt`.
    ///
    /// - Returns: whether that is sooner than anything known of the action before.
    @discardableResult
    mutating func noteDue(_ action: ActionName, at dueAt: Timestamp) -> Bool {
        let known = actions[action, default: ActionDispatch()].nextDue
        guard known.map({ dueAt < $0 }) ?? true else { return false }
        actions[action, default: ActionDispatch()].nextDue = dueAt
        return true
    }

    /// What to claim now, `limit` runs at the most in all.
    ///
    /// From here on until ``noteClaimed(_:count:nextDue:)`` the next due time of these actions is unknown, and only what
    /// ``noteDue(_:at:)`` tells meanwhile counts: a task that is created while the claim is read must not be forgotten.
    mutating func plan(now: Timestamp, limit: Int) -> [ClaimPlan] {
        guard let horizon = horizon(now) else { return [] }
        var plans: [ClaimPlan] = []
        var left = limit
        let due = actions.filter { $0.value.isDue(at: horizon) }
        if due.isEmpty { tick = nil }
        // The action that has waited longest goes first, so that none is starved by a busy one.
        for (name, action) in due.sorted(by: ActionDispatch.waitsLonger) {
            let count = min(left, action.room(window: window, now: now))
            guard count > 0 else { continue }
            plans.append(ClaimPlan(action: name, limit: count, horizon: horizon))
            actions[name]?.nextDue = nil
            left -= count
            if left == 0 { break }
        }
        return plans
    }

    mutating func noteClaimed(_ action: ActionName, count: Int, nextDue: Timestamp?) {
        actions[action, default: ActionDispatch()].claimed(count)
        if let nextDue { noteDue(action, at: nextDue) }
    }

    /// A claim failed: what it was for is still due.
    mutating func noteClaimFailed(_ plans: [ClaimPlan]) {
        for plan in plans { noteDue(plan.action, at: plan.horizon) }
    }

    /// `count` runs of the action got their results, or are gone.
    ///
    /// - Returns: whether something that waited for room can be claimed now.
    @discardableResult
    mutating func noteEnded(_ action: ActionName, count: Int) -> Bool {
        guard let known = actions[action] else { return false }
        let wasFull = known.outstanding >= window
        actions[action]?.outstanding = max(0, known.outstanding - count)
        return wasFull && known.nextDue != nil
    }

    mutating func noteRouted(_ action: ActionName) {
        actions[action]?.routed()
    }

    /// `count` runs of the action were returned and withdrawn; their tasks wait again.
    mutating func noteUnroutable(_ action: ActionName, count: Int, dueAt: Timestamp, now: Timestamp) {
        actions[action]?.unroutable(now: now)
        noteEnded(action, count: count)
        noteDue(action, at: dueAt)
    }

    mutating func noteUndecided(_ action: ActionName) {
        actions[action]?.undecided()
    }

    /// When the dispatcher has something to do; nil when it depends on more than time.
    func nextWake(now: Timestamp) -> Timestamp? {
        guard let horizon = horizon(now) else { return nil }
        return actions.values.compactMap { action -> Timestamp? in
            guard let wake = action.wake(window: window), mode == .onTime || action.isDue(at: horizon) else {
                return nil
            }
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
