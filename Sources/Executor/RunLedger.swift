internal import DequeModule
internal import Messages
internal import TaskModel

/// Knows the runs that this executor has under way or has just finished, so that none is performed twice.
///
/// A run is delivered again when the connection was lost before its ack, or when the scheduler could not know whether
/// the broker had it. While this process lives, the work is done once and every delivery is settled with it.
struct RunLedger: Sendable {
    enum Admission: Sendable, Hashable {
        /// A run not seen before: perform it.
        case perform
        /// It is under way: this delivery is settled together with the first.
        case underWay
        /// Its result is with the broker: settle this delivery at once.
        case finished
    }

    private let capacity: Int
    private var deliveries: [RunID: [IncomingMessage.Token]] = [:]
    private var finished: Set<RunID> = []
    private var order: Deque<RunID> = []

    /// - Parameter capacity: how many finished runs are remembered.
    init(capacity: Int = 20_000) {
        self.capacity = capacity
    }

    var underWay: Int { deliveries.count }

    /// Whether the run's result is with the broker, as far back as is remembered.
    func isFinished(_ run: RunID) -> Bool { finished.contains(run) }

    mutating func admit(_ run: RunID, _ token: IncomingMessage.Token) -> Admission {
        if finished.contains(run) { return .finished }
        if deliveries[run] != nil {
            deliveries[run]?.append(token)
            return .underWay
        }
        deliveries[run] = [token]
        return .perform
    }

    /// The run's result is with the broker.
    ///
    /// - Returns: the deliveries to settle.
    mutating func finish(_ run: RunID) -> [IncomingMessage.Token] {
        if finished.insert(run).inserted { order.append(run) }
        if order.count > capacity, let oldest = order.popFirst() { finished.remove(oldest) }
        return deliveries.removeValue(forKey: run) ?? []
    }

    /// The run was given up without a result: the broker will hand it out again.
    mutating func abandon(_ run: RunID) {
        deliveries[run] = nil
    }
}
