public import AMQP
public import Messages

/// Consumes one queue.
public struct RabbitMQSubscription: Subscription {
    private let consumer: AMQPConsumer

    /// - Parameter prefetch: how many deliveries may be unsettled at once: the bound of what this process holds.
    public init(connection: AMQPConnection, queue: String, prefetch: Int) {
        consumer = connection.makeConsumer(queue: queue, prefetch: UInt16(clamping: prefetch))
    }

    public func forEachBatch(_ body: ([IncomingMessage]) async throws -> Void) async throws {
        for await batch in consumer.batches {
            try await body(batch.map(IncomingMessage.init))
        }
    }

    public func acknowledge(through token: IncomingMessage.Token) {
        consumer.ack(through: AMQPDelivery.Token(token))
    }

    public func acknowledge(_ token: IncomingMessage.Token) {
        consumer.ack(AMQPDelivery.Token(token))
    }

    public func reject(_ token: IncomingMessage.Token) {
        consumer.reject(AMQPDelivery.Token(token), requeue: false)
    }

    public func stop() async {
        await consumer.cancel()
    }
}

extension AMQPDelivery.Token {
    fileprivate init(_ token: IncomingMessage.Token) {
        self.init(generation: token.generation, channel: token.channel, tag: token.tag)
    }
}

extension IncomingMessage {
    fileprivate init(_ delivery: AMQPDelivery) {
        let properties = delivery.properties
        self.init(
            type: properties.type, messageID: properties.messageID, correlationID: properties.correlationID,
            replyTo: properties.replyTo, traceparent: properties.headers.string("traceparent"),
            appID: properties.appID, exchange: delivery.exchange, routingKey: delivery.routingKey,
            redelivered: delivery.redelivered, death: DeadLetterReason(headers: properties.headers),
            body: delivery.body,
            token: Token(
                generation: delivery.token.generation, channel: delivery.token.channel, tag: delivery.token.tag))
    }
}
