internal import TaskModel
internal import Timekeeping

/// What the dispatcher knows of one action.
struct ActionDispatch: Sendable, Hashable {
    /// Whether the broker takes runs of the action.
    enum Routing: Sendable, Hashable {
        /// Nobody knows: the next run is the probe.
        case unknown
        /// A probe is on its way.
        case probing
        /// It does.
        case open
        /// No queue took the last one. The next probe goes out at `retryAt`.
        case blocked(since: Timestamp, retryAt: Timestamp, failures: Int)
        /// The same, with a probe on its way.
        case probingBlocked(since: Timestamp, failures: Int)
    }

    /// When the first of what is not claimed is due, of all that no limit holds back.
    var due = DueTimes.none
    /// The same of what counts against limits, and had to wait for them.
    var partitions: [LimitPartition: DueTimes] = [:]
    /// Runs without a result.
    var outstanding = OutstandingRuns()
    var routing = Routing.unknown
    /// Batches on their way to the broker.
    var batchesInFlight = 0
    /// Whether most of what was last looked at had to wait.
    var isCrowded = false
    /// When to look again at what was left where it is, by the clock's uptime.
    var looksAgainAt = Duration.zero
    /// What last kept due work from being claimed; nil once nothing is left of it.
    var hold: LateReason?
    /// Whether nothing is claimed while a suspect run is tried alone.
    var isHeld = false

    /// How many partitions one claim looks into: those in which something has waited longest.
    static let maximumLanesPerClaim = 64
    /// How many rows of a crowd one claim looks at: most are moved, which is a write for each.
    static let maximumOfCrowd = 64
    /// How long what waits for a quick host is left alone.
    static let pause = Duration.milliseconds(10)
    /// How many rows one claim at least reads of the partition of unproven hosts: those of which more is known meanwhile are
    /// moved on.
    private static let unprovenRows = 100

    /// With the partitions that have room, as if they were one with the common one.
    ///
    /// - Returns: it, and how much room these partitions have.
    func opened(
        _ limits: LimitTracker, _ share: FairShare?, horizon: Timestamp, uptime: Duration
    ) -> (action: Self, partitions: [LimitPartition: Int]) {
        guard !partitions.isEmpty else { return (self, [:]) }
        var opened = self
        var open: [(partition: LimitPartition, due: DueTimes, room: Int)] = []
        for (partition, due) in partitions where due.earliest.map({ $0 <= horizon }) ?? false {
            let room = min(limits.room(in: partition, at: uptime), share?.room(in: partition, at: uptime) ?? .max)
            guard room > 0 else { continue }
            open.append((partition, due, partition.isUnproven ? max(room, Self.unprovenRows) : room))
        }
        if open.count > Self.maximumLanesPerClaim {
            open.sort {
                ($0.due.earliest ?? .latest, $0.partition.text) < ($1.due.earliest ?? .latest, $1.partition.text)
            }
            open.removeLast(open.count - Self.maximumLanesPerClaim)
        }
        for entry in open { _ = opened.due.merge(entry.due) }
        return (opened, Dictionary(uniqueKeysWithValues: open.map { ($0.partition, $0.room) }))
    }

    /// Takes over when something in a partition is due.
    ///
    /// - Returns: whether that is sooner than anything known before.
    mutating func recordDue(_ next: DueTimes, in partition: LimitPartition) -> Bool {
        guard partition != .common else { return due.merge(next) }
        guard next != .none else { return false }
        return partitions[partition, default: .none].merge(next)
    }

    /// From here on the next due time of a partition is unknown.
    mutating func forgetDue(in partition: LimitPartition, fresh: Bool, waiting: Bool) {
        var times = partition == .common ? due : partitions[partition] ?? .none
        if fresh { times.fresh = nil }
        if waiting { times.waiting = nil }
        if partition == .common { due = times } else { partitions[partition] = times == .none ? nil : times }
    }

    /// Whether something that counts against limits is due.
    func isDueInPartition(at horizon: Timestamp) -> Bool {
        partitions.values.contains { $0.earliest.map { $0 <= horizon } ?? false }
    }

    func isDue(at horizon: Timestamp) -> Bool {
        due.earliest.map { $0 <= horizon } ?? false
    }

    /// The order of actions by their first due tasks.
    static func waitsLonger(_ a: (key: ActionName, value: Self), _ b: (key: ActionName, value: Self)) -> Bool {
        (a.value.due.earliest ?? .latest, a.key) < (b.value.due.earliest ?? .latest, b.key)
    }

    /// How many runs may be claimed at `now`.
    func room(window: Int, now: Timestamp) -> Int {
        isHeld ? 0 : routedRoom(window: window, now: now)
    }

    /// How many runs may be published at `now`, whatever else holds them back.
    func routedRoom(window: Int, now: Timestamp) -> Int {
        let room = max(0, window - outstanding.total)
        switch routing {
        case .open: return room
        case .unknown: return min(room, 1)
        case .probing, .probingBlocked: return 0
        case .blocked(_, let retryAt, _): return retryAt <= now ? min(room, 1) : 0
        }
    }

    /// How many of the runs that are outstanding may be ones that waited: a quarter of the window, so that a backlog of
    /// retries leaves room, and executors, to what is due for the first time.
    static func waitingShare(of window: Int) -> Int { max(1, window / 4) }

    /// Divides what may be claimed between the partitions.
    ///
    /// - Parameter room: how many in all.
    func split(_ room: Int, window: Int, horizon: Timestamp) -> (fresh: Int, waiting: Int) {
        let freshIsDue = due.fresh.map { $0 <= horizon } ?? false
        let waitingIsDue = due.waiting.map { $0 <= horizon } ?? false
        let waitingRoom = min(room, max(0, Self.waitingShare(of: window) - outstanding.waited))
        guard waitingIsDue, waitingRoom > 0 else { return (freshIsDue ? room : 0, 0) }
        guard freshIsDue else { return (0, waitingRoom) }
        // Where there is room for one alone, what has waited longer goes: neither partition is starved.
        guard room > 1 else { return due.fresh == due.earliest ? (1, 0) : (0, 1) }
        let waiting = min(waitingRoom, max(1, room / 4))
        return (room - waiting, waiting)
    }

    /// When there is something to claim, time being all that is missing; nil where something else is.
    func wake(window: Int) -> Timestamp? {
        guard !isHeld, outstanding.total < window else { return nil }
        let waitingIsOpen = outstanding.waited < Self.waitingShare(of: window)
        guard let next = waitingIsOpen ? due.earliest : due.fresh else { return nil }
        switch routing {
        case .open, .unknown: return next
        case .probing, .probingBlocked: return nil
        case .blocked(_, let retryAt, _): return max(next, retryAt)
        }
    }

    mutating func claimed(_ runs: OutstandingRuns) {
        outstanding += runs
        guard runs.total > 0 else { return }
        switch routing {
        case .unknown: routing = .probing
        case .blocked(let since, _, let failures): routing = .probingBlocked(since: since, failures: failures)
        case .open, .probing, .probingBlocked: break
        }
    }

    mutating func routed() {
        routing = .open
    }

    /// A run was returned by the broker and is to be withdrawn.
    mutating func unroutable(now: Timestamp) {
        hold = .noConsumer
        switch routing {
        case .unknown, .probing, .open:
            routing = .blocked(since: now, retryAt: now + Self.pause(after: 1), failures: 1)
        case .probingBlocked(let since, let failures):
            routing = .blocked(since: since, retryAt: now + Self.pause(after: failures + 1), failures: failures + 1)
        case .blocked: break
        }
    }

    /// A probe ended without an answer.
    mutating func undecided() {
        switch routing {
        case .probing: routing = .unknown
        case .probingBlocked(let since, let failures):
            routing = .blocked(since: since, retryAt: since, failures: failures)
        case .unknown, .open, .blocked: break
        }
    }

    /// The clock was set back: what was to happen at a time of day happens as much sooner.
    mutating func clockWentBack(by step: Duration) {
        if case .blocked(let since, let retryAt, let failures) = routing {
            routing = .blocked(since: since, retryAt: retryAt - step, failures: failures)
        }
    }

    /// How long to wait before the next probe: half a second, doubled with each failure up to four seconds, so that an
    /// executor that has just come up is found soon.
    static func pause(after failures: Int) -> Duration {
        .milliseconds(500 << min(failures - 1, 3))
    }
}
