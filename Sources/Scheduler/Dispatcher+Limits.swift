internal import Logging
internal import Messages
internal import Synchronization
internal import TaskModel
internal import Timekeeping

/// Limits: what was set is in the table, what counts against it in memory.
extension Dispatcher {
    /// Limits were set or deleted, and that is durable. They are in force before anything more is claimed.
    func limitsChanged() {
        core.withLock { $0.limitsChanged = true }
        wake()
    }

    /// Takes over the limits that were set, and counts what is outstanding.
    ///
    /// To be called where no claim is under way: a run that is claimed meanwhile would not be counted.
    func reloadLimits() async {
        let isNeeded = core.withLock { core in
            defer { core.limitsChanged = false }
            if core.limitsChanged { core.endedMeanwhile = [] }
            return core.limitsChanged
        }
        guard isNeeded else { return }
        do {
            let limits = try await store.limits()
            let isStart = core.withLock { !$0.knowsLimits }
            let outstanding = limits.isEmpty && !isStart ? [] : try await store.limitedRuns()
            core.withLock { core in
                let ended = core.endedMeanwhile ?? []
                core.endedMeanwhile = nil
                core.state.limits.reload(
                    limits, outstanding: outstanding.filter { !ended.contains($0.id) },
                    isStart: isStart, at: clock.uptime())
                if isStart { core.state.loadShares(outstanding, uptime: clock.uptime()) }
                core.knowsLimits = true
            }
        } catch {
            logger.error("limits could not be read; trying again", metadata: ["error": "\(error)"])
            core.withLock { core in
                core.endedMeanwhile = nil
                core.limitsChanged = true
            }
            try? await clock.sleep(for: .seconds(1))
        }
    }

    /// What clients see of limits, of hosts that are slowed, and of those that wait for their share.
    func limitViews(_ limits: [RunLimit], now: Timestamp) -> [LimitView] {
        let set = Dictionary(limits.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let uptime = clock.uptime()
        return core.withLock { core in
            let state = core.state
            let shared = state.sharedHosts(now: now, uptime: uptime)
            return Set(set.keys).union(state.limits.meters.keys).union(shared.keys).sorted().map { name in
                let meter = state.limits.meters[name]
                let share = shared[name]
                return LimitView(
                    name: name, limit: set[name], outstanding: meter?.outstanding ?? share?.outstanding ?? 0,
                    waitingSince: state.waitingSince(for: name, now: now) ?? share?.waitingSince,
                    slowdown: meter?.slowdown.map { slowdown in
                        LimitView.Slowdown(
                            until: now + (slowdown.until - uptime), maxConcurrent: slowdown.maxConcurrent)
                    },
                    fairShare: share.map { LimitView.FairShare(slots: $0.slots) })
            }.filter { $0.limit != nil || $0.slowdown != nil || $0.fairShare != nil }
        }
    }
}

extension DispatchState {
    /// A host whose webhooks wait for its share.
    struct SharedHost {
        var outstanding: Int
        var slots: Int
        var waitingSince: Timestamp
    }

    /// The hosts whose webhooks wait for their shares: of many, those in which something waits longest.
    func sharedHosts(now: Timestamp, uptime: Duration) -> [LimitName: SharedHost] {
        guard let share = shares[WebhookPayload.action] else { return [:] }
        var since: [WebhookHost: Timestamp] = [:]
        for (partition, due) in actions[WebhookPayload.action]?.partitions ?? [:] {
            guard let host = partition.host, let earliest = due.earliest, earliest <= now else { continue }
            since[host] = min(since[host] ?? earliest, earliest)
        }
        var shared: [LimitName: SharedHost] = [:]
        for (host, earliest) in since.sorted(by: { ($0.value, $0.key.description) < ($1.value, $1.key.description) }) {
            guard shared.count < LimitView.maximumShared else { break }
            let outstanding = share.flows[.host(host)]?.outstanding ?? 0
            guard outstanding > 0, share.room(for: .host(host), at: uptime) == 0 else { continue }
            shared[.host(host)] = SharedHost(
                outstanding: outstanding, slots: share.capacity, waitingSince: earliest)
        }
        return shared
    }

    /// When the first of what waits for a limit was due.
    fileprivate func waitingSince(for name: LimitName, now: Timestamp) -> Timestamp? {
        actions.values.flatMap(\.partitions).filter { limits.names(of: $0.key).contains(name) }
            .compactMap(\.value.earliest).filter { $0 <= now }.min()
    }
}
