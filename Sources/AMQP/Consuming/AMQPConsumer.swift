public import MessageBus

/// The messages of one queue.
///
/// The sequence survives lost connections, deleted queues and channel errors: the client consumes again, and the broker
/// delivers unsettled messages again. It ends after ``cancel()`` or when the connection is shut down. Several tasks may
/// iterate it; each delivery goes to one of them. A cancelled task gets `nil`, and the deliveries that it has not taken
/// stay for the others.
public final class AMQPConsumer: AsyncSequence, Sendable {
    public typealias Element = IncomingMessage
    public typealias Failure = Never

    private let id: UInt32
    private let channel: UInt16
    private let mailbox: Mailbox
    private let buffer: DeliveryBuffer

    init(id: UInt32, channel: UInt16, mailbox: Mailbox, buffer: DeliveryBuffer) {
        self.id = id
        self.channel = channel
        self.mailbox = mailbox
        self.buffer = buffer
    }

    /// Batches of all deliveries that wait: one or more each, in the order of their arrival.
    public var batches: some AsyncSequence<[IncomingMessage], Never> & Sendable {
        DeliveryBatches(buffer: buffer)
    }

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(buffer: buffer)
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        let buffer: DeliveryBuffer
        var batch: ArraySlice<IncomingMessage> = []

        public mutating func next() async -> IncomingMessage? {
            await next(isolation: nil)
        }

        public mutating func next(isolation actor: isolated (any Actor)?) async -> IncomingMessage? {
            if batch.isEmpty {
                guard let more = await buffer.next() else { return nil }
                batch = more[...]
            }
            return batch.popFirst()
        }
    }

    /// Acknowledges a delivery. Without effect if its channel is gone, since the broker then delivers it again. Settling
    /// one delivery twice is an error, for which the broker closes the channel (406).
    public func ack(_ delivery: IncomingMessage.Token) {
        settle(delivery, .ack(multiple: false))
    }

    /// Acknowledges a delivery and all unsettled ones that its channel delivered before it.
    public func ack(through delivery: IncomingMessage.Token) {
        settle(delivery, .ack(multiple: true))
    }

    /// Returns a delivery to its place in the queue, or sends it to the dead-letter exchange, if the queue has one.
    public func nack(_ delivery: IncomingMessage.Token, requeue: Bool) {
        settle(delivery, .nack(requeue: requeue))
    }

    /// Like ``nack(_:requeue:)``, by the method of AMQP 0-9-1 itself, which RabbitMQ 4.3 counts towards the delivery limit.
    public func reject(_ delivery: IncomingMessage.Token, requeue: Bool) {
        settle(delivery, .reject(requeue: requeue))
    }

    public func ack(_ delivery: IncomingMessage) { ack(delivery.token) }
    public func ack(through delivery: IncomingMessage) { ack(through: delivery.token) }
    public func nack(_ delivery: IncomingMessage, requeue: Bool) { nack(delivery.token, requeue: requeue) }
    public func reject(_ delivery: IncomingMessage, requeue: Bool) { reject(delivery.token, requeue: requeue) }

    private func settle(_ delivery: IncomingMessage.Token, _ settlement: Settlement) {
        guard delivery.tag != 0 else { return }
        // Refused without a connection: there is nothing left to settle then.
        _ = mailbox.submit(.settle(delivery, settlement), intent: .settle)
    }

    /// Stops deliveries. Returns when the broker has confirmed that; the sequence ends after the deliveries that have
    /// arrived by then. They can still be settled.
    public func cancel() async {
        await withCheckedContinuation { continuation in
            if !mailbox.post(.cancelConsumer(id: id, channel: channel, continuation)) {
                continuation.resume()
            }
        }
    }
}

struct DeliveryBatches: AsyncSequence, Sendable {
    typealias Element = [IncomingMessage]
    typealias Failure = Never

    let buffer: DeliveryBuffer

    func makeAsyncIterator() -> Iterator { Iterator(buffer: buffer) }

    struct Iterator: AsyncIteratorProtocol {
        let buffer: DeliveryBuffer

        mutating func next() async -> [IncomingMessage]? {
            await buffer.next()
        }

        mutating func next(isolation actor: isolated (any Actor)?) async -> [IncomingMessage]? {
            await buffer.next()
        }
    }
}
