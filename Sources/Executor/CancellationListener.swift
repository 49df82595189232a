internal import CoreMetrics
internal import Logging
internal import Messages

/// Hears which runs are to be stopped. Every executor of an action does: the scheduler does not know who has a run.
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

    /// Listens until the subscription stops, or the task is cancelled.
    func run() async throws {
        try await subscription.forEachBatch { batch in
            for message in batch { take(message) }
            // Also what could not be understood: nobody else could, either, and no run depends on it.
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
