internal import CoreMetrics
internal import DequeModule
internal import Logging
internal import Messages
internal import TaskModel

/// Receives cancellations and stops their runs. The scheduler does not know which executor has a run, so every executor of
/// an action receives all of them.
struct CancellationListener: Sendable {
    private let subscription: any Subscription
    private let consumer: RunConsumer
    private let logger: Logger
    private let undecodable = Counter(label: "carillon_messages_undecodable", dimensions: [("queue", "cancels")])

    init(subscription: any Subscription, consumer: RunConsumer, logger: Logger) {
        self.subscription = subscription
        self.consumer = consumer
        self.logger = logger
    }

    /// Listens until the subscription stops or the task is cancelled.
    func run() async throws {
        try await subscription.forEachBatch { batch in
            for message in batch { take(message) }
            // Malformed messages, too: no other consumer reads them, and no run depends on them.
            if let last = batch.last { subscription.acknowledge(through: last.token) }
        }
    }

    private func take(_ message: IncomingMessage) {
        do {
            guard message.type == Names.MessageType.runCancel else {
                throw MessageError("unknown type of message: \(message.type ?? "none")")
            }
            consumer.cancel(try RunCancellation(decoding: message.body))
        } catch {
            undecodable.increment()
            logger.error(
                "a cancellation cannot be understood and is dropped",
                metadata: [
                    "message_id": "\(message.messageID ?? "none")", "task_id": "\(message.correlationID ?? "none")",
                    "error": "\(error)",
                ])
        }
    }
}

/// Cancelled runs that this executor does not have: they may be on their way, and must not begin then.
///
/// Most of them go to another executor and never come. They are forgotten after a while, or if there are too many; the
/// scheduler repeats a cancellation until the run has a result.
struct CancelledRuns: Sendable {
    private let capacity: Int
    private let lifetime: Duration
    private var runs: Set<RunID> = []
    /// In the order of their cancellations, including runs that have come meanwhile.
    private var order: Deque<(run: RunID, end: Duration)> = []

    /// - Parameters:
    ///   - capacity: the number of runs that are remembered.
    ///   - lifetime: how long each is remembered.
    init(capacity: Int = 10_000, lifetime: Duration = .seconds(600)) {
        self.capacity = capacity
        self.lifetime = lifetime
    }

    var count: Int { runs.count }

    /// Remembers a run. A run that is remembered already keeps its place.
    mutating func insert(_ run: RunID, uptime: Duration) {
        forget(uptime: uptime)
        guard runs.insert(run).inserted else { return }
        order.append((run, uptime + lifetime))
        if order.count > capacity, let oldest = order.popFirst() { runs.remove(oldest.run) }
    }

    /// Returns whether a run that has come was cancelled, and forgets it.
    mutating func take(_ run: RunID, uptime: Duration) -> Bool {
        forget(uptime: uptime)
        return runs.remove(run) != nil
    }

    private mutating func forget(uptime: Duration) {
        while let oldest = order.first, oldest.end <= uptime {
            order.removeFirst()
            runs.remove(oldest.run)
        }
    }
}
