public import TaskModel

/// What may be claimed of each lane in one transaction.
public struct LimitBudget: Sendable {
    private let book: LimitBook
    private let now: Duration
    private var taken: [LimitName: Int] = [:]

    /// - Parameter now: by the clock's uptime.
    public init(_ book: LimitBook, at now: Duration) {
        self.book = book
        self.now = now
    }

    /// Where there are no limits.
    public static let unlimited = LimitBudget(LimitBook(), at: .zero)

    public var isUnlimited: Bool { book.isEmpty }
    public var regardsHosts: Bool { book.regardsHosts }

    public func lane(group: TaskGroup, host: WebhookHost?) -> Lane {
        book.lane(group: group, host: host)
    }

    /// How many more may be claimed of a lane.
    public func room(in lane: Lane) -> Int {
        book.names(of: lane).reduce(.max) { room, name in
            guard let own = book.meters[name]?.room(at: now) else { return room }
            return min(room, max(0, own - (taken[name] ?? 0)))
        }
    }

    /// One of the lane was claimed.
    public mutating func take(_ lane: Lane) {
        for name in book.names(of: lane) { taken[name, default: 0] += 1 }
    }
}
