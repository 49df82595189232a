internal import GRDB
internal import JSON
internal import Messages
internal import Scheduler
internal import TaskModel
internal import Timekeeping

/// What is being claimed of one action.
struct ClaimBuilder {
    let plan: ClaimPlan
    let actionID: Int64
    let now: Timestamp
    var limits: LimitBudget
    private(set) var runs: [RunRequest] = []
    var waited = 0
    var skipped = 0
    private var limited: [RunID: LimitPartition] = [:]
    private var flows: [RunID: Flow] = [:]
    private var moved = 0
    private var leftWaiting = 0
    /// Partitions into which something was moved.
    private var filled: Set<LimitPartition> = []

    init(plan: ClaimPlan, actionID: Int64, now: Timestamp, limits: LimitBudget) {
        self.plan = plan
        self.actionID = actionID
        self.now = now
        self.limits = limits
    }

    /// What a run counts against.
    struct Place {
        /// The limits.
        let partition: LimitPartition
        let flow: Flow
    }

    func place(of task: TaskIdentity, _ payload: RawJSON) -> Place {
        let host = plan.action == WebhookPayload.action ? WebhookPayload.host(of: payload) : nil
        let flow = host.map(Flow.host) ?? .task(task.id)
        return Place(partition: limits.partition(group: task.group, flow: flow), flow: flow)
    }

    /// Where a run has to wait; nil if there is room for it.
    ///
    /// - Parameter current: where it is.
    mutating func partitionToWaitIn(_ place: Place, in current: LimitPartition) -> LimitPartition? {
        guard
            let partition = limits.partition(
                toWaitFor: place.flow, of: plan.action, limits: place.partition, in: current)
        else { return nil }
        if partition != current {
            filled.insert(partition)
            moved += 1
        } else if partition == .common {
            leftWaiting += 1
        }
        return partition
    }

    mutating func add(_ run: RunRequest, at place: Place) {
        runs.append(run)
        limits.take(place.flow, of: plan.action, limits: place.partition)
        flows[run.runID] = place.flow
        if place.partition != .common { limited[run.runID] = place.partition }
    }

    /// Why something that was due at `dueAt` is late; nil where it is not.
    func lateReason(
        _ dueAt: Timestamp, _ partition: LimitPartition, created: Timestamp? = nil, changed: Timestamp? = nil
    ) -> LateReason? {
        guard now > dueAt + .seconds(1) else { return nil }
        if partition != .common { return limits.isLimited(partition) ? .limited : .fairShare }
        if let created, dueAt <= created { return .createdLate }
        if let changed, dueAt < changed { return .held }
        return dueAt < plan.upSince ? .schedulerDown : plan.lateReason
    }

    /// What came of it.
    func claim(in db: Database) throws -> Claim {
        var partitions: [LimitPartition: DueTimes] = [:]
        for partition in filled.union(plan.partitions.keys) {
            partitions[partition] = try SQLiteTaskStore.nextDue(of: actionID, in: partition, db)
        }
        return Claim(
            action: plan.action, runs: runs, waited: waited, skipped: skipped,
            nextDue: try SQLiteTaskStore.nextDue(of: actionID, db), partitions: partitions, limited: limited,
            flows: flows, moved: moved, leftWaiting: leftWaiting)
    }
}
