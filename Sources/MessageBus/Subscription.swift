/// Consumes one queue.
///
/// A message that is neither acknowledged nor rejected is delivered again, to any consumer of the queue, once the
/// subscription's connection has ended.
public protocol Subscription: Sendable {
    /// Calls `body` with all messages that have arrived, again and again, until the subscription is stopped or the task is
    /// cancelled.
    ///
    /// A batch has at least one message, and the messages are in the order of the queue. The next batch comes when `body`
    /// has returned.
    func forEachBatch(_ body: ([IncomingMessage]) async throws -> Void) async throws

    /// Acknowledges a message and all that this subscription delivered before it.
    func acknowledge(through token: IncomingMessage.Token)
    /// Acknowledges one message.
    func acknowledge(_ token: IncomingMessage.Token)
    /// Sends a message that cannot be understood to the queue's dead-letter exchange.
    func reject(_ token: IncomingMessage.Token)
    /// Takes no more messages; ``forEachBatch(_:)`` returns after those that have arrived.
    func stop() async
}
