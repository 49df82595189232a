/// Hands over the messages of a queue, and settles them.
public protocol Subscription: Sendable {
    /// Calls `body` with everything that waits, again and again, until the subscription is stopped.
    ///
    /// A batch has at least one message, and the messages are in the order of the queue. The next batch comes when `body`
    /// has returned.
    func forEachBatch(_ body: ([IncomingMessage]) async throws -> Void) async throws

    /// Settles a message and all before it.
    func acknowledge(through token: IncomingMessage.Token)
    /// Settles one message.
    func acknowledge(_ token: IncomingMessage.Token)
    /// Hands a message that cannot be understood to the dead-letter exchange.
    func reject(_ token: IncomingMessage.Token)
    /// Takes no more messages; ``forEachBatch(_:)`` ends after those that are here.
    func stop() async
}
