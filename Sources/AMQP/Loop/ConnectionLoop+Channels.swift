import CRabbitMQ
import Logging
import MessageBus

/// Opening channels, the methods sent one at a time on a channel, and its end.
extension ConnectionLoop {
    func open(_ channel: ChannelSlot) {
        guard let link, channel.number <= link.maximumChannel else {
            logger.error("the broker allows fewer channels", metadata: ["amqp.channel": "\(channel.number)"])
            return
        }
        channel.phase = .opening
        channel.generation &+= 1
        channel.openedAt = now
        channel.assembler.reset()
        channel.steps.append(.open)
        if channel.confirms { channel.steps.append(.confirmSelect) }
        for consumer in channel.consumers { start(consumer, on: channel) }
        advance(channel)
    }

    func start(_ consumer: ConsumerSlot, on channel: ChannelSlot) {
        guard consumer.phase != .ended, shutdown == .running else { return }
        consumer.phase = .starting
        if consumer.registration.prefetch > 0 { channel.steps.append(.qos(consumer)) }
        channel.steps.append(.consume(consumer))
        advance(channel)
    }

    /// Sends the next step, unless the reply to the last one is still awaited.
    func advance(_ channel: ChannelSlot) {
        while channel.awaited == nil, lossReason == nil, let step = channel.steps.popFirst() {
            channel.awaited = step
            switch step {
            case .open:
                send(AMQP_CHANNEL_OPEN_METHOD, on: channel.number, amqp_channel_open_t())
            case .confirmSelect:
                send(AMQP_CONFIRM_SELECT_METHOD, on: channel.number, amqp_confirm_select_t(nowait: 0))
            case .qos(let consumer):
                // Not global: in RabbitMQ it then applies to each new consumer on the channel.
                send(
                    AMQP_BASIC_QOS_METHOD, on: channel.number,
                    amqp_basic_qos_t(prefetch_size: 0, prefetch_count: consumer.registration.prefetch, global: 0))
            case .consume(let consumer):
                consume(consumer, on: channel)
            case .cancel(let consumer, let continuation):
                guard consumer.phase == .active else {
                    channel.awaited = nil
                    cancelled(consumer, on: channel, continuation)
                    continue
                }
                consumer.phase = .cancelling
                link?.withArena { arena in
                    send(
                        AMQP_BASIC_CANCEL_METHOD, on: channel.number,
                        amqp_basic_cancel_t(consumer_tag: arena.copy(consumer.tag), nowait: 0))
                }
            }
        }
    }

    private func consume(_ consumer: ConsumerSlot, on channel: ChannelSlot) {
        link?.withArena { arena in
            send(
                AMQP_BASIC_CONSUME_METHOD, on: channel.number,
                amqp_basic_consume_t(
                    ticket: 0, queue: arena.copy(consumer.registration.queue), consumer_tag: arena.copy(consumer.tag),
                    no_local: 0, no_ack: consumer.registration.noAck ? 1 : 0, exclusive: 0, nowait: 0,
                    arguments: amqp_table_t()))
        }
    }

    /// Handles a reply. An unexpected one is a fault of the broker, and ends the connection.
    func replied(_ method: UInt32, on channel: ChannelSlot) {
        switch (channel.awaited, method) {
        case (.open, AMQP_CHANNEL_OPEN_OK_METHOD), (.confirmSelect, AMQP_CONFIRM_SELECT_OK_METHOD):
            channel.awaited = nil
            switch channel.steps.first {
            case .confirmSelect: break
            default: if channel.phase == .opening { channel.phase = .open }
            }
        case (.qos, AMQP_BASIC_QOS_OK_METHOD):
            channel.awaited = nil
        case (.consume(let consumer), AMQP_BASIC_CONSUME_OK_METHOD):
            channel.awaited = nil
            if consumer.phase == .starting { consumer.phase = .active }
            consumer.startedAt = now
            logger.debug(
                "consuming",
                metadata: ["amqp.channel": "\(channel.number)", "amqp.queue": "\(consumer.registration.queue)"])
        case (.cancel(let consumer, let continuation), AMQP_BASIC_CANCEL_OK_METHOD):
            channel.awaited = nil
            cancelled(consumer, on: channel, continuation)
        default:
            return lose("the broker sent an unexpected method \(method) on channel \(channel.number)")
        }
        advance(channel)
    }

    private func cancelled(
        _ consumer: ConsumerSlot,
        on channel: ChannelSlot,
        _ continuation: CheckedContinuation<Void, Never>?
    ) {
        consumer.end()
        channel.consumers.removeAll { $0 === consumer }
        continuation?.resume()
    }

    /// The broker closed the channel because of an error in its use.
    func closedByBroker(_ channel: ChannelSlot, _ close: amqp_channel_close_t) {
        let text = String(close.reply_text)
        send(AMQP_CHANNEL_CLOSE_OK_METHOD, on: channel.number, amqp_channel_close_ok_t())
        channel.backoff.connectionEnded(after: now.elapsed(since: channel.openedAt))
        let pause = channel.backoff.nextDelay(using: &generator)
        logger.error(
            "the broker closed a channel",
            metadata: [
                "amqp.channel": "\(channel.number)", "code": "\(close.reply_code)", "reason": "\(text)",
                "reopen_in": "\(pause)",
            ])
        let isShuttingDown = channel.phase == .closing || shutdown != .running
        lost(channel, reason: "\(close.reply_code) \(text)", isConnectionLost: false)
        guard !isShuttingDown else { return }
        channel.needsTopology = Int32(close.reply_code) == AMQP_NOT_FOUND
        channel.phase = .waiting(until: now.advanced(by: pause))
    }

    /// Resolves what waited on a channel that is gone. Messages that have not been sent stay if only the channel is lost.
    func lost(_ channel: ChannelSlot, reason: String, isConnectionLost: Bool) {
        channel.phase = .down
        channel.needsTopology = false
        channel.assembler.reset()
        channel.tracker.reset { $0.batch.resolve($0.index, .unconfirmed(reason: reason)) }
        if isConnectionLost {
            mailbox.released(channel.queue.failAll(reason: "not connected: \(reason)"))
        }
        failCalls(of: channel, reason: reason, includingUnsent: isConnectionLost)
        var steps = channel.steps.removeAll()
        if let awaited = channel.awaited { steps.insert(awaited, at: 0) }
        channel.awaited = nil
        for consumer in channel.consumers { consumer.channelLost() }
        for case .cancel(let consumer, let continuation) in steps {
            consumer.end()
            continuation?.resume()
        }
        channel.consumers.removeAll { $0.phase == .ended }
    }
}
