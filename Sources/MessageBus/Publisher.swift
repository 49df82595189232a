/// The result of publishing one message.
public enum PublishOutcome: Sendable, Hashable {
    /// The broker has the message: on disk, if it is persistent and its queues are durable (RabbitMQ, "Publisher
    /// Confirms").
    case confirmed
    /// The message was mandatory, and no queue is bound for it.
    case unroutable
    /// The broker refused the message (`basic.nack`): for example, a queue is at its length limit.
    case rejected
    /// The message was sent, and the broker may or may not have it: the connection or channel ended before the confirm, or
    /// no confirm came in time. Publish it again with the same message ID.
    case unconfirmed(reason: String)
    /// The message was certainly never sent.
    case notSent(reason: String)

    /// Why the broker may not have the message, for logs and errors; `nil` if it has it, or if no queue takes it.
    public var failureReason: String? {
        switch self {
        case .confirmed, .unroutable: nil
        case .rejected: "the broker refused it"
        case .unconfirmed(let reason), .notSent(let reason): reason
        }
    }
}

/// Publishes messages with confirms.
public protocol Publisher: Sendable {
    /// Publishes messages in order.
    ///
    /// - Returns: an outcome for each message, in the same order, once all are known.
    func publish(_ messages: [OutgoingMessage]) async -> [PublishOutcome]

    /// Whether the publisher is connected and the broker accepts messages now.
    var isReady: Bool { get }

    /// Waits until ``isReady``, at most a second.
    func waitUntilReady() async
}

/// Publishes messages that may get lost.
public protocol BestEffortPublisher: Sendable {
    /// Sends messages without waiting for confirms. Messages that cannot be sent now are dropped.
    func announce(_ messages: [OutgoingMessage])
}
