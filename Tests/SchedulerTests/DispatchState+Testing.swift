import TaskModel
import Timekeeping

@testable import Scheduler

/// For tests in which the clock's uptime stands still.
extension DispatchState {
    mutating func plan(now: Timestamp, limit: Int) -> [ClaimPlan] {
        plan(now: now, uptime: .zero, limit: limit)
    }

    mutating func recordClaim(_ claim: Claim, now: Timestamp) {
        recordClaim(claim, now: now, uptime: .zero)
    }

    func nextWake(now: Timestamp) -> Timestamp? {
        nextWake(now: now, uptime: .zero)
    }

    func waitingReason(of action: ActionName, dueAt: Timestamp) -> WaitingReason? {
        waitingReason(of: action, group: .standard, flow: .task(.none), dueAt: dueAt, uptime: .zero)
    }
}
