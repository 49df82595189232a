/// The messages of one queue.
///
/// The sequence survives lost connections, deleted queues and channel errors: the client consumes again, and the broker
/// delivers again what was not settled. It ends after ``cancel()`` or when the connection is shut down. Several tasks
/// may iterate it; each delivery goes to one of them. A cancelled task gets nil, and what it has not taken stays there
/// for others.
public final class AMQPConsumer: AsyncSequence, Sendable {
    public typealias Element = AMQPDelivery
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

    /// Everything that waits, each time: one delivery or more, in the order of their arrival.
    public var batches: some AsyncSequence<[AMQPDelivery], Never> & Sendable {
        DeliveryBatches(buffer: buffer)
    }

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(buffer: buffer)
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        let buffer: DeliveryBuffer
        var batch: ArraySlice<AMQPDelivery> = []

        public mutating func next() async -> AMQPDelivery? {
            await next(isolation: nil)
        }

        public mutating func next(isolation actor: isolated (any Actor)?) async -> AMQPDelivery? {
            if batch.isEmpty {
                guard let more = await buffer.next() else { return nil }
                batch = more[...]
            }
            return batch.popFirst()
        }
    }

    /// Done with `delivery`. Without effect if its channel is gone, since the broker then delivers it again. Settling
    /// one delivery twice is an error by which the broker closes the channel (406).
    public func ack(_ delivery: AMQPDelivery.Token) {
        settle(delivery, .ack(multiple: false))
    }

    /// Done with `delivery` and with everything that its channel delivered before it and that is not yet settled.
    public func ack(through delivery: AMQPDelivery.Token) {
        settle(delivery, .ack(multiple: true))
    }

    /// Not done with it: back to its place in the queue, or to the dead-letter exchange, if there is one.
    public func nack(_ delivery: AMQPDelivery.Token, requeue: Bool) {
        settle(delivery, .nack(requeue: requeue))
    }

    /// Like ``nack(_:requeue:)``, by the method of AMQP itself; RabbitMQ 4.3 counts it towards the delivery limit.
    public func reject(_ delivery: AMQPDelivery.Token, requeue: Bool) {
        settle(delivery, .reject(requeue: requeue))
    }

    public func ack(_ delivery: AMQPDelivery) { ack(delivery.token) }
    public func ack(through delivery: AMQPDelivery) { ack(through: delivery.token) }
    public func nack(_ delivery: AMQPDelivery, requeue: Bool) { nack(delivery.token, requeue: requeue) }
    public func reject(_ delivery: AMQPDelivery, requeue: Bool) { reject(delivery.token, requeue: requeue) }

    private func settle(_ delivery: AMQPDelivery.Token, _ settlement: Settlement) {
        guard delivery.tag != 0 else { return }
        // Refused without a connection: then there is nothing left to settle.
        _ = mailbox.submit(.settle(delivery, settlement), intent: .settle)
    }

    /// Takes no new deliveries: returns when the broker has confirmed that, and the sequence ends after what has
    /// arrived by then. Deliveries can still be settled.
    public func cancel() async {
        await withCheckedContinuation { continuation in
            if !mailbox.post(.cancelConsumer(id: id, channel: channel, continuation)) {
                continuation.resume()
            }
        }
    }
}

struct DeliveryBatches: AsyncSequence, Sendable {
    typealias Element = [AMQPDelivery]
    typealias Failure = Never

    let buffer: DeliveryBuffer

    func makeAsyncIterator() -> Iterator { Iterator(buffer: buffer) }

    struct Iterator: AsyncIteratorProtocol {
        let buffer: DeliveryBuffer

        mutating func next() async -> [AMQPDelivery]? {
            await buffer.next()
        }

        mutating func next(isolation actor: isolated (any Actor)?) async -> [AMQPDelivery]? {
            await buffer.next()
        }
    }
}
