public import TaskModel

/// What may be claimed in one transaction: as much as limits and the shares of flows leave room for.
public struct LimitBudget: Sendable {
    private let book: LimitBook
    private let now: Duration
    private var taken: [LimitName: Int] = [:]
    private var shares: [ActionName: FairShare]

    /// - Parameters:
    ///   - shares: of the actions whose flows are to share the executors.
    ///   - now: by the clock's uptime.
    public init(_ book: LimitBook, shares: [ActionName: FairShare] = [:], at now: Duration) {
        self.book = book
        self.shares = shares
        self.now = now
    }

    /// Where there are no limits.
    public static let unlimited = LimitBudget(LimitBook(), at: .zero)

    /// What of the limits a run counts against, as a lane.
    public func lane(group: TaskGroup, flow: Flow) -> Lane {
        guard !book.isEmpty else { return .common }
        guard case .host(let host) = flow, book.regardsHosts else { return book.lane(group: group, host: nil) }
        return book.lane(group: group, host: host)
    }

    /// Whether a limit holds back what waits in a lane, rather than the shares of others.
    public func isLimited(_ lane: Lane) -> Bool {
        !book.names(of: lane).isEmpty || lane == Lane(group: lane.group)
    }

    /// How many more may be claimed of what counts against the limits of a lane.
    public func room(in lane: Lane) -> Int {
        book.names(of: lane).reduce(.max) { room, name in
            guard let own = book.meters[name]?.room(at: now) else { return room }
            return min(room, max(0, own - (taken[name] ?? 0)))
        }
    }

    /// Where a run has to wait; nil if there is room for it.
    ///
    /// - Parameters:
    ///   - lane: what of the limits it counts against.
    ///   - current: where it is. It stays there if there will be room in a moment.
    public func lane(toWaitFor flow: Flow, of action: ActionName, limits lane: Lane, in current: Lane) -> Lane? {
        if lane != .common, room(in: lane) == 0 { return lane }
        guard let share = shares[action], share.room(for: flow, at: now) == 0 else { return nil }
        return share.isQuick(flow, at: now) ? current : share.lane(of: flow, group: lane.group)
    }

    /// One was claimed.
    public mutating func take(_ flow: Flow, of action: ActionName, limits lane: Lane) {
        for name in book.names(of: lane) { taken[name, default: 0] += 1 }
        shares[action]?.begin(flow, at: now)
    }
}
