internal import Messages
internal import TaskModel
internal import Timekeeping

/// Trials of suspect runs, as part of what is claimed and published.
extension DispatchState {
    /// Which suspects to claim now. While a trial needs it, nothing else of its action is claimed.
    ///
    /// - Parameter isolates: whether the executors of an action perform suspects in processes of their own.
    mutating func suspectSteps(
        now: Timestamp, uptime: Duration, isolates: (ActionName) -> Bool
    ) -> [SuspectTrials.Step] {
        guard !suspects.actions.isEmpty || !held.isEmpty else { return [] }
        var steps: [SuspectTrials.Step] = []
        for name in suspects.actions {
            let action = actions[name, default: ActionDispatch()]
            guard
                var step = suspects.step(
                    name, outstanding: action.outstanding.total, isolates: isolates(name), uptime: uptime)
            else { continue }
            step.limit = min(step.limit, action.routedRoom(window: window, now: now))
            if step.limit > 0, action.batchesInFlight < Self.maximumBatchesPerAction {
                steps.append(step)
            } else {
                suspects.postpone(step, uptime: uptime)
            }
        }
        let holding = Set(suspects.actions.filter(suspects.holds))
        for name in held.union(holding) {
            actions[name]?.isHeld = holding.contains(name)
            if holding.contains(name) { actions[name]?.hold = .suspect }
        }
        held = holding
        return steps
    }

    mutating func recordSuspects(_ claim: SuspectClaim, of step: SuspectTrials.Step, uptime: Duration) {
        actions[step.action, default: ActionDispatch()].claimed(
            OutstandingRuns(total: claim.runs.count, waited: claim.runs.count))
        suspects.recordClaim(step, claim.returns, areMore: claim.areMore, uptime: uptime)
    }

    /// Why a task of an action waits where the action waits for a trial.
    func trialReason(of action: ActionName, since: Timestamp) -> WaitingReason? {
        guard actions[action]?.isHeld == true else { return nil }
        return WaitingReason(
            reason: LateReason.suspect.rawValue,
            detail:
                "a run of the action \(action) was under way when consumers died, and is tried alone: others follow "
                + "as soon as it has its result, or after some seconds",
            since: since)
    }
}
