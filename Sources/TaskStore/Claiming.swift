internal import GRDB
internal import JSON
internal import Messages
internal import Scheduler
internal import TaskModel
internal import Timekeeping

/// What is being claimed of one action.
struct Claiming {
    let plan: ClaimPlan
    let actionID: Int64
    let now: Timestamp
    var limits: LimitBudget
    private(set) var runs: [RunRequest] = []
    var waited = 0
    var skipped = 0
    private var limited: [RunID: Lane] = [:]
    /// Lanes into which something was moved.
    private var filled: Set<Lane> = []

    init(plan: ClaimPlan, actionID: Int64, now: Timestamp, limits: LimitBudget) {
        self.plan = plan
        self.actionID = actionID
        self.now = now
        self.limits = limits
    }

    /// The lane of work of this kind, as the limits are now.
    func lane(of task: TaskIdentity, _ payload: RawJSON) -> Lane {
        guard !limits.isUnlimited else { return .common }
        let isWebhook = limits.regardsHosts && plan.action == WebhookPayload.action
        return limits.lane(group: task.group, host: isWebhook ? WebhookPayload.host(of: payload) : nil)
    }

    /// Whether another of a lane may run. If not, it is to wait there.
    mutating func mayRun(_ lane: Lane) -> Bool {
        guard lane != .common, limits.room(in: lane) == 0 else { return true }
        filled.insert(lane)
        return false
    }

    mutating func add(_ run: RunRequest, in lane: Lane) {
        runs.append(run)
        guard lane != .common else { return }
        limits.take(lane)
        limited[run.runID] = lane
    }

    /// Why something that was due at `dueAt` is late; nil where it is not.
    func lateReason(
        _ dueAt: Timestamp, _ lane: Lane, created: Timestamp? = nil, changed: Timestamp? = nil
    ) -> LateReason? {
        guard now > dueAt + .seconds(1) else { return nil }
        if lane != .common { return .limited }
        if let created, dueAt <= created { return .createdLate }
        if let changed, dueAt < changed { return .held }
        return dueAt < plan.upSince ? .schedulerDown : plan.lateReason
    }

    /// What came of it.
    func claim(in db: Database) throws -> Claim {
        var lanes: [Lane: DueTimes] = [:]
        for lane in filled.union(plan.lanes.keys) {
            lanes[lane] = try SQLiteTaskStore.nextDue(of: actionID, in: lane, db)
        }
        return Claim(
            action: plan.action, runs: runs, waited: waited, skipped: skipped,
            nextDue: try SQLiteTaskStore.nextDue(of: actionID, db), lanes: lanes, limited: limited)
    }
}
