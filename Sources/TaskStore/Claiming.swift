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
    private var flows: [RunID: Flow] = [:]
    private var moved = 0
    private var leftWaiting = 0
    /// Lanes into which something was moved.
    private var filled: Set<Lane> = []

    init(plan: ClaimPlan, actionID: Int64, now: Timestamp, limits: LimitBudget) {
        self.plan = plan
        self.actionID = actionID
        self.now = now
        self.limits = limits
    }

    /// What a run counts against.
    struct Place {
        /// The limits.
        let lane: Lane
        let flow: Flow
    }

    func place(of task: TaskIdentity, _ payload: RawJSON) -> Place {
        let host = plan.action == WebhookPayload.action ? WebhookPayload.host(of: payload) : nil
        let flow = host.map(Flow.host) ?? .task(task.id)
        return Place(lane: limits.lane(group: task.group, flow: flow), flow: flow)
    }

    /// Where a run has to wait; nil if there is room for it.
    ///
    /// - Parameter current: where it is.
    mutating func laneToWait(_ place: Place, in current: Lane) -> Lane? {
        guard
            let lane = limits.lane(toWaitFor: place.flow, of: plan.action, limits: place.lane, in: current)
        else { return nil }
        if lane != current {
            filled.insert(lane)
            moved += 1
        } else if lane == .common {
            leftWaiting += 1
        }
        return lane
    }

    mutating func add(_ run: RunRequest, at place: Place) {
        runs.append(run)
        limits.take(place.flow, of: plan.action, limits: place.lane)
        flows[run.runID] = place.flow
        if place.lane != .common { limited[run.runID] = place.lane }
    }

    /// Why something that was due at `dueAt` is late; nil where it is not.
    func lateReason(
        _ dueAt: Timestamp, _ lane: Lane, created: Timestamp? = nil, changed: Timestamp? = nil
    ) -> LateReason? {
        guard now > dueAt + .seconds(1) else { return nil }
        if lane != .common { return limits.isLimited(lane) ? .limited : .fairShare }
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
            nextDue: try SQLiteTaskStore.nextDue(of: actionID, db), lanes: lanes, limited: limited,
            flows: flows, moved: moved, leftWaiting: leftWaiting)
    }
}
