import CRabbitMQ
import Logging
import MessageBus

extension ConnectionLoop {
    func deliver(_ deliver: amqp_basic_deliver_t, on channel: ChannelSlot) throws(ContentAssembler.Violation) {
        guard let id = ConsumerSlot.id(inTag: UnsafeRawBufferPointer(deliver.consumer_tag)) else {
            throw ContentAssembler.Violation(reason: "a delivery to an unknown consumer")
        }
        try channel.assembler.begin(
            .delivery(
                consumer: id, tag: deliver.delivery_tag, redelivered: deliver.redelivered != 0,
                exchange: channel.exchanges.string(deliver.exchange),
                routingKey: channel.routingKeys.string(deliver.routing_key)))
    }

    func delivered(_ delivery: IncomingMessage, to id: UInt32, on channel: ChannelSlot) {
        guard let consumer = channel.consumer(id) else {
            // Cancelled meanwhile: return it to the queue, so that it does not wait for this channel to close.
            if delivery.token.tag != 0 {
                send(
                    AMQP_BASIC_NACK_METHOD, on: channel.number,
                    amqp_basic_nack_t(delivery_tag: delivery.token.tag, multiple: 0, requeue: 1))
            }
            return
        }
        if consumer.arrived.isEmpty { consumersWithArrivals.append(consumer) }
        consumer.arrived.append(delivery)
    }

    /// Passes deliveries to their consumers. Called once a round, so that a burst wakes its consumer once.
    func handOverArrivals() {
        guard !consumersWithArrivals.isEmpty else { return }
        for consumer in consumersWithArrivals {
            if case .buffer(let buffer) = consumer.registration.sink { buffer.append(&consumer.arrived) }
        }
        consumersWithArrivals.removeAll(keepingCapacity: true)
    }

    /// The broker cancelled a consumer: the queue was deleted, or its node is gone (RabbitMQ, "Consumer Cancel
    /// Notification").
    func cancelledByBroker(_ cancel: amqp_basic_cancel_t, on channel: ChannelSlot) {
        if cancel.nowait == 0 {
            send(
                AMQP_BASIC_CANCEL_OK_METHOD, on: channel.number,
                amqp_basic_cancel_ok_t(consumer_tag: cancel.consumer_tag))
        }
        guard let id = ConsumerSlot.id(inTag: UnsafeRawBufferPointer(cancel.consumer_tag)),
            let consumer = channel.consumer(id)
        else { return }
        // Our own cancel may be in flight: its reply still comes.
        guard consumer.phase == .active || consumer.phase == .starting else { return }
        consumer.backoff.connectionEnded(after: now.elapsed(since: consumer.startedAt))
        let pause = consumer.backoff.nextDelay(using: &generator)
        logger.warning(
            "the broker cancelled a consumer",
            metadata: [
                "amqp.channel": "\(channel.number)", "amqp.queue": "\(consumer.registration.queue)",
                "retry_in": "\(pause)",
            ])
        consumer.needsTopology = true
        consumer.phase = .waiting(until: now.advanced(by: pause))
    }
}
