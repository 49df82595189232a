public import TaskModel

/// What may be claimed in one transaction: as much as limits and the shares of flows leave room for.
public struct LimitBudget: Sendable {
    private let book: LimitTracker
    private let now: Duration
    private var taken: [LimitName: Int] = [:]
    private var shares: [ActionName: FairShare]

    /// - Parameters:
    ///   - shares: of the actions whose flows are to share the executors.
    ///   - now: by the clock's uptime.
    public init(_ book: LimitTracker, shares: [ActionName: FairShare] = [:], at now: Duration) {
        self.book = book
        self.shares = shares
        self.now = now
    }

    /// Where there are no limits.
    public static let unlimited = LimitBudget(LimitTracker(), at: .zero)

    /// What of the limits a run counts against, as a partition.
    public func partition(group: TaskGroup, flow: Flow) -> LimitPartition {
        guard !book.isEmpty else { return .common }
        guard case .host(let host) = flow, book.regardsHosts else { return book.partition(group: group, host: nil) }
        return book.partition(group: group, host: host)
    }

    /// Whether a limit holds back what waits in a partition, rather than the shares of others.
    public func isLimited(_ partition: LimitPartition) -> Bool {
        !book.names(of: partition).isEmpty || partition == LimitPartition(group: partition.group)
    }

    /// How many more may be claimed of what counts against the limits of a partition.
    public func room(in partition: LimitPartition) -> Int {
        book.names(of: partition).reduce(.max) { room, name in
            guard let own = book.meters[name]?.room(at: now) else { return room }
            return min(room, max(0, own - (taken[name] ?? 0)))
        }
    }

    /// Where a run has to wait; nil if there is room for it.
    ///
    /// - Parameters:
    ///   - partition: what of the limits it counts against.
    ///   - current: where it is. It stays there if there will be room in a moment.
    public func partition(
        toWaitFor flow: Flow, of action: ActionName, limits partition: LimitPartition, in current: LimitPartition
    ) -> LimitPartition? {
        if partition != .common, room(in: partition) == 0 { return partition }
        guard let share = shares[action], share.room(for: flow, at: now) == 0 else { return nil }
        return share.isQuick(flow, at: now) ? current : share.partition(of: flow, group: partition.group)
    }

    /// One was claimed.
    public mutating func take(_ flow: Flow, of action: ActionName, limits partition: LimitPartition) {
        for name in book.names(of: partition) { taken[name, default: 0] += 1 }
        shares[action]?.begin(flow, at: now)
    }
}
