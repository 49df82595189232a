/// What became of a message that was published.
public enum PublishOutcome: Sendable, Hashable {
    /// The broker has it, and will not lose it.
    case confirmed
    /// No queue takes it.
    case unroutable
    /// The broker may or may not have it: the connection was lost, or the broker refused. To be published again, with the
    /// same message id.
    case unconfirmed(reason: String)
}

/// Publishes messages and learns what became of each.
public protocol Publisher: Sendable {
    /// Publishes messages in order.
    ///
    /// - Returns: an outcome for each message, in the same order, once all are known.
    func publish(_ messages: [OutgoingMessage]) async -> [PublishOutcome]

    /// Whether publishing has a chance to succeed: connected, and not held up by the broker.
    var isReady: Bool { get }

    /// Waits until ``isReady``, or a second at the most.
    func waitUntilReady() async
}
