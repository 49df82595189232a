internal import DequeModule
internal import Messages
internal import TaskModel

/// The runs that this executor performs or has just finished, so that none is performed twice.
///
/// The broker delivers a run again if the connection was lost before the ack, and the scheduler publishes it again if it
/// does not know whether the broker has it. While the process lives, the work is done once and its result settles every
/// delivery.
struct RunLedger: Sendable {
    enum Admission: Sendable, Hashable {
        /// A new run: perform it.
        case perform
        /// The run is being performed: its result settles this delivery, too.
        case underWay
        /// The broker has the result: settle this delivery at once.
        case finished
    }

    private let capacity: Int
    private var deliveries: [RunID: [IncomingMessage.Token]] = [:]
    private var finished: Set<RunID> = []
    private var order: Deque<RunID> = []

    /// - Parameter capacity: the number of finished runs that are remembered; the oldest are forgotten first.
    init(capacity: Int = 20_000) {
        self.capacity = capacity
    }

    /// The number of runs that are being performed.
    var underWay: Int { deliveries.count }

    /// Whether the broker has the result of a run, as far back as finished runs are remembered.
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

    /// Records that the broker has the result of a run.
    ///
    /// - Returns: the deliveries to settle.
    mutating func finish(_ run: RunID) -> [IncomingMessage.Token] {
        if finished.insert(run).inserted { order.append(run) }
        if order.count > capacity, let oldest = order.popFirst() { finished.remove(oldest) }
        return deliveries.removeValue(forKey: run) ?? []
    }

    /// Forgets a run that ends without a result: the broker delivers it again.
    mutating func abandon(_ run: RunID) {
        deliveries[run] = nil
    }
}
