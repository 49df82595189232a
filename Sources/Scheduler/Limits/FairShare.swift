public import TaskModel

/// Divides the executors of one action among flows, so that none that is slow or silent takes them from the others. A pure
/// value; times are those of the clock's uptime.
///
/// What executors have is counted in slots: a run holds one until it ends. Slow flows together hold at most a part of the
/// slots, and so do those of which nothing is known yet; of its part a flow may hold a multiple of what is left free
/// (dynamic thresholds: Choudhury and Hahne, 1998), or its equal share, whichever is more. So a flow that is alone takes
/// nearly all, and makes room when others come.
public struct FairShare: Sendable {
    /// How a run ended.
    public enum End: Sendable, Hashable {
        /// It was performed, well or badly, in this time.
        case answered(Duration)
        /// It was given up, since its time was over.
        case timedOut
        /// It was stopped, lost or put back.
        case gone
    }

    private struct Begun {
        let flow: Flow
        let at: Duration
        var isLong = false
    }

    /// How many flows are remembered. Of more, those that were used longest ago are forgotten.
    static let maximumFlows = 4096
    /// How many slots the executors of webhooks are taken to have while none has said it.
    static let standardCapacity = 256
    /// How long a flow counts as one of several after another was served.
    static let company = Duration.seconds(60)
    /// For how long a flow of which nothing is known may turn out to be quick.
    private static let patience = Duration.milliseconds(100)
    /// How many times what is free a flow may hold.
    private static let threshold = 7.0

    /// Runs that may be outstanding.
    let window: Int
    /// How many slots all executors have.
    private(set) var capacity: Int
    private(set) var flows: [Flow: FlowState] = [:]
    private var runs: [RunID: Begun] = [:]
    private(set) var outstanding = 0
    /// What flows of each standing hold.
    private(set) var loads: [FlowState.Standing: Double] = [:]
    /// How many slow flows hold something.
    private var slowFlows = 0
    private var lastFlow: Flow?
    /// When a run last began of another flow than the one before.
    private var companySince: Duration?

    public init(capacity: Int, window: Int) {
        self.capacity = capacity
        self.window = window
    }

    mutating func setCapacity(_ count: Int) {
        capacity = max(1, count)
    }

    // MARK: - What there is room for

    /// A small part that slow flows, and those that nothing is known of, leave to those that answer.
    private var reserve: Int { capacity < 8 ? 0 : max(1, capacity / 16) }

    /// What slow flows may hold together: half while there are others.
    func slowCapacity(at now: Duration) -> Int {
        guard capacity >= 8 else { return capacity }
        let hasCompany = companySince.map { now - $0 < Self.company } ?? false
        return hasCompany ? capacity / 2 : capacity - max(2, capacity / 8)
    }

    private func load(_ standing: FlowState.Standing) -> Double { loads[standing] ?? 0 }

    /// What slow and unproven flows hold.
    private var held: Int { Int(load(.slow) + load(.unproven)) }

    /// How many more runs of unproven flows may begin.
    var unprovenRoom: Int {
        let room = capacity - reserve - held
        // What little is left is not given away at once: what is unproven may turn out to be silent.
        return room > 0 ? room : max(0, (capacity - held + (capacity < 16 ? 1 : 0)) / 2)
    }

    /// How many runs at once a flow gets of which nothing is known.
    private var firstAllowance: Int { max(1, unprovenRoom / 32) }

    /// How many more runs of a flow may begin now.
    public func room(for flow: Flow, at now: Duration) -> Int {
        let state = flows[flow] ?? FlowState(allowance: firstAllowance, at: now)
        let own = state.outstanding
        if case .task = flow {
            return max(own == 0 ? 1 : 0, Self.grant(window - outstanding, of: window, Double(own), own == outstanding))
        }
        switch state.standing {
        case .unproven:
            return max(0, min(unprovenRoom, state.allowance - own))
        case .slow:
            let total = slowCapacity(at: now)
            let free = min(total - Int(load(.slow)), capacity - reserve - held)
            let isAlone = own == Int(load(.slow))
            let equal = total / max(1, slowFlows + (own == 0 ? 1 : 0)) - own
            return max(0, min(free, max(equal, Self.grant(free, of: total, Double(own), isAlone))))
        case .answering:
            let total = max(capacity - held, reserve, 1)
            let free = Double(total) - load(.answering)
            // Sums of fractions are not exact.
            let isAlone = state.load > load(.answering) - 0.01
            let slots = Self.grant(free, of: total, state.load, isAlone) / state.weight
            let runs = min(
                Double(state.allowance - own), slots,
                Double(Self.grant(window - outstanding, of: window, Double(own), own == outstanding)))
            return max(own == 0 ? 1 : 0, Int(runs.rounded(.down)))
        }
    }

    /// How much more a flow may take of what is free; it leaves a little for others.
    private static func grant(_ free: Double, of total: Int, _ held: Double, _ isAlone: Bool) -> Double {
        isAlone ? free - Double(total / 16) : (threshold * free - held) / (threshold + 1)
    }

    private static func grant(_ free: Int, of total: Int, _ held: Double, _ isAlone: Bool) -> Int {
        max(0, Int(grant(Double(free), of: total, held, isAlone).rounded(.down)))
    }

    /// Whether a flow will have room again within milliseconds, so that its work need not be moved to a partition.
    public func isQuick(_ flow: Flow, at now: Duration) -> Bool {
        guard case .host = flow, let state = flows[flow], state.outstanding > 0 else { return false }
        switch state.standing {
        case .slow: return false
        case .answering: return state.weight < 1
        case .unproven: return now - state.lastUsed < Self.patience
        }
    }

    /// Where work of a flow waits that has no room.
    ///
    /// - Parameter group: its group, if that has a limit.
    public func partition(of flow: Flow, group: TaskGroup?) -> LimitPartition {
        switch flow {
        case .task(let task): return LimitPartition(group: group, task: task)
        case .host(let host):
            // Together, for there may be any number of hosts that nothing went to yet.
            let state = flows[flow]
            let isNew = state.map { $0.standing == .unproven && $0.outstanding == 0 } ?? true
            return isNew ? LimitPartition(group: group, isUnproven: true) : LimitPartition(group: group, host: host)
        }
    }

    /// How many runs of a partition may begin now.
    func room(in partition: LimitPartition, at now: Duration) -> Int {
        if partition.isUnproven { return unprovenRoom }
        if let task = partition.task { return room(for: .task(task), at: now) }
        return partition.host.map { room(for: .host($0), at: now) } ?? .max
    }

    // MARK: - What happens

    /// Runs have begun.
    mutating func begin(_ begun: [RunID: Flow], at now: Duration) {
        for (run, flow) in begun where runs[run] == nil {
            runs[run] = Begun(flow: flow, at: now)
            begin(flow, at: now)
        }
    }

    /// One run has begun.
    public mutating func begin(_ flow: Flow, at now: Duration) {
        if lastFlow != nil, lastFlow != flow { companySince = now }
        lastFlow = flow
        if flows[flow] == nil { makeRoom() }
        outstanding += 1
        change(flow, at: now) { $0.begin(at: now) }
    }

    /// An executor has announced that a run takes long.
    ///
    /// - Returns: whether the run is one of this action.
    @discardableResult
    mutating func announceLong(_ run: RunID, at now: Duration) -> Bool {
        guard let begun = runs[run] else { return false }
        guard !begun.isLong else { return true }
        runs[run]?.isLong = true
        change(begun.flow, at: now) { $0.announceLong() }
        return true
    }

    /// A run has its result, or is gone.
    ///
    /// - Parameter measure: how it ended, given how long ago it was claimed.
    mutating func end(_ run: RunID, at now: Duration, _ measure: (Duration) -> End) {
        guard let begun = runs.removeValue(forKey: run) else { return }
        outstanding -= 1
        change(begun.flow, at: now) { $0.end(measure(now - begun.at), wasLong: begun.isLong, at: now) }
    }

    /// Once a minute: what was allowed for a use that is over is forgotten.
    mutating func tidy() {
        let standard = firstAllowance
        for flow in flows.keys { flows[flow]?.decay(toAtLeast: standard) }
    }

    private mutating func change(_ flow: Flow, at now: Duration, _ change: (inout FlowState) -> Void) {
        var state = flows[flow] ?? FlowState(allowance: firstAllowance, at: now)
        count(state, -1)
        change(&state)
        count(state, 1)
        flows[flow] = state
    }

    private mutating func count(_ state: FlowState, _ sign: Double) {
        guard state.outstanding > 0 else { return }
        loads[state.standing, default: 0] += sign * state.load
        if state.standing == .slow { slowFlows += Int(sign) }
    }

    private mutating func makeRoom() {
        guard flows.count >= Self.maximumFlows else { return }
        let idle = flows.filter { $0.value.outstanding == 0 }.sorted { $0.value.lastUsed < $1.value.lastUsed }
        for (flow, _) in idle.prefix(Self.maximumFlows / 4) { flows[flow] = nil }
    }
}
