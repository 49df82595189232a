public import TaskModel
internal import Timekeeping

/// Keeps count for all limits. A pure value; times are those of the clock's uptime, which never steps.
public struct LimitTracker: Sendable {
    /// How many hosts are slowed at once; of more, the one that is slowed the shortest is forgotten.
    static let maximumSlowed = 1000

    private(set) var meters: [LimitName: LimitMeter] = [:]
    /// Runs without a result that count against a limit.
    private(set) var runs: [RunID: LimitPartition] = [:]

    public init() {}

    var isEmpty: Bool { meters.isEmpty }

    /// Whether it matters where a webhook goes.
    public private(set) var regardsHosts = false

    /// Where work of this kind waits.
    public func partition(group: TaskGroup, host: WebhookHost?) -> LimitPartition {
        LimitPartition(
            group: meters[.group(group)] == nil ? nil : group,
            host: host.flatMap { meters[.host($0)] == nil && meters[.host($0.anyPort)] == nil ? nil : $0 })
    }

    /// The limits that there are for a partition.
    func names(of partition: LimitPartition) -> [LimitName] {
        var names: [LimitName] = []
        if let group = partition.group { names.append(.group(group)) }
        if let host = partition.host {
            names.append(.host(host))
            if host.port != nil { names.append(.host(host.anyPort)) }
        }
        return names.filter { meters[$0] != nil }
    }

    /// How many runs of a partition may begin now.
    func room(in partition: LimitPartition, at now: Duration) -> Int {
        names(of: partition).reduce(.max) { min($0, meters[$1]?.room(at: now) ?? .max) }
    }

    /// When a partition has room, time being all that is missing; nil where something else is.
    func opens(_ partition: LimitPartition, at now: Duration) -> Duration? {
        var opens = now
        for name in names(of: partition) {
            guard let own = meters[name]?.opens(at: now) else { return nil }
            opens = max(opens, own)
        }
        return opens
    }

    // MARK: - What happens

    /// Runs of these partitions have begun.
    mutating func begin(_ begun: [RunID: LimitPartition], at now: Duration) {
        var counts: [LimitName: Int] = [:]
        for (run, partition) in begun where runs.updateValue(partition, forKey: run) == nil {
            for name in names(of: partition) { counts[name, default: 0] += 1 }
        }
        for (name, count) in counts {
            meters[name]?.outstanding += count
            meters[name]?.pace?.begin(count, at: now)
        }
    }

    /// A run has its result, or is gone.
    ///
    /// - Parameter isDone: whether it was performed, and its host did not ask for less.
    /// - Returns: whether it counted against a limit.
    mutating func end(_ run: RunID, isDone: Bool, at now: Duration) -> Bool {
        guard let partition = runs.removeValue(forKey: run) else { return false }
        for name in names(of: partition) {
            guard var meter = meters[name] else { continue }
            meter.outstanding = max(0, meter.outstanding - 1)
            if isDone, meter.slowdown?.accepted(at: now) == true { meter.slowdown = nil }
            let isOver = meter.limit == nil && meter.slowdown == nil
            meters[name] = isOver ? nil : meter
            if isOver { regard() }
        }
        return true
    }

    /// A host asked to be left alone.
    mutating func slow(_ host: WebhookHost, retryAfterSeconds: Double?, at now: Duration) {
        let name = LimitName.host(host)
        if meters[name]?.slowdown == nil {
            makeRoomForSlowdown()
            meters[name, default: LimitMeter()].slowdown = HostSlowdown(at: now, retryAfterSeconds: retryAfterSeconds)
        } else {
            meters[name]?.slowdown?.refused(at: now, retryAfterSeconds: retryAfterSeconds)
        }
        regard()
    }

    private mutating func makeRoomForSlowdown() {
        let slowed = meters.compactMap { name, meter in meter.slowdown.map { (name, $0.until) } }
        guard slowed.count >= Self.maximumSlowed, let first = slowed.min(by: { $0.1 < $1.1 })?.0 else { return }
        meters[first]?.slowdown = nil
        if meters[first]?.limit == nil { meters[first] = nil }
    }

    /// Forgets hosts that were slowed long ago, and got nothing since.
    mutating func tidy(at now: Duration) {
        for (name, meter) in meters {
            guard let slowdown = meter.slowdown, meter.outstanding == 0, now > slowdown.until + Self.memory else {
                continue
            }
            meters[name]?.slowdown = nil
            if meter.limit == nil { meters[name] = nil }
        }
        regard()
    }

    /// For how long a slowed host to which nothing goes is remembered.
    static let memory = Duration.seconds(600)

    private mutating func regard() {
        regardsHosts = meters.keys.contains { if case .host = $0 { true } else { false } }
    }

    // MARK: - Setting

    /// Takes over the limits that were set, and counts anew.
    ///
    /// - Parameters:
    ///   - outstanding: all runs without a result.
    ///   - isStart: whether nothing is known of what began in the last second: then nothing begins for so long.
    mutating func reload(_ limits: [RunLimit], outstanding: [LimitedRun], isStart: Bool, at now: Duration) {
        var fresh = meters.compactMapValues { meter in
            meter.slowdown.map { LimitMeter(limit: nil, pace: nil, slowdown: $0) }
        }
        for limit in limits {
            fresh[limit.name, default: LimitMeter()].limit = limit
            fresh[limit.name]?.pace = limit.perSecond.map { rate in
                if let known = meters[limit.name]?.pace {
                    return known.perSecond == rate ? known : RunRateLimiter(perSecond: rate, after: known, at: now)
                }
                let pause = Duration.seconds(max(1, 1 / rate))
                return RunRateLimiter(perSecond: rate, start: isStart ? now + pause : now)
            }
        }
        meters = fresh
        runs = [:]
        regard()
        for run in outstanding {
            let partition = partition(group: run.group, host: run.host)
            guard partition != .common else { continue }
            runs[run.id] = partition
            for name in names(of: partition) { meters[name]?.outstanding += 1 }
        }
    }
}
