import CRabbitMQ
import Logging
import MessageBus

extension ConnectionLoop {
    /// Bytes sent between two checks whether the socket accepts more: well below what the system buffers, so that a send
    /// does not block this thread. The library's sends have no timeout.
    private static let bytesPerCheck = 64 << 10
    /// Messages sent before frames are read again: so that the loop notices a broker that blocks or closes the channel.
    private static let messagesPerRound = 512

    func enqueue(_ batch: PublishBatch) {
        guard isReady, let channel = channel(batch.channel) else {
            mailbox.released(batch.unsentCount)
            return batch.failUnsent(reason: isReady ? "the channel could not be made" : "not connected")
        }
        channel.queue.append(batch)
    }

    /// The caller was cancelled: fails the messages that were not sent, and gives those that were some time for confirms.
    func cancel(_ batch: PublishBatch) {
        mailbox.released(batch.unsentCount)
        batch.failUnsent(reason: "the task was cancelled")
        if !batch.isFinished {
            lingering.append((now.advanced(by: configuration.shutdownTimeout), batch))
        }
    }

    func abandonLingering() {
        guard !lingering.isEmpty else { return }
        for (deadline, batch) in lingering where deadline <= now && !batch.isFinished {
            channel(batch.channel)?.tracker.visitOutstanding { pending in
                if pending.batch === batch {
                    batch.resolve(pending.index, .unconfirmed(reason: "the task was cancelled before the confirm"))
                }
            }
        }
        lingering.removeAll { $0.deadline <= now || $0.batch.isFinished }
    }

    /// Gives up messages that the broker has not confirmed in time. RabbitMQ 3.10 may never confirm them, although the
    /// connection lives, if the queue was declared just before its node was killed.
    func giveUpUnconfirmed(on channel: ChannelSlot) {
        guard let oldest = channel.tracker.oldestOutstanding,
            oldest.sentAt.advanced(by: configuration.confirmTimeout) <= now
        else { return }
        let reason = "not confirmed within \(configuration.confirmTimeout)"
        let count = channel.tracker.giveUp {
            $0.sentAt.advanced(by: configuration.confirmTimeout) <= now
        } _: {
            $0.batch.resolve($0.index, .unconfirmed(reason: reason))
        }
        logger.warning(
            "the broker does not confirm",
            metadata: ["amqp.channel": "\(channel.number)", "messages": "\(count)", "reason": "\(reason)"])
    }

    /// Sends the messages that may be sent now.
    ///
    /// - Returns: whether more could be sent at once.
    func publish() -> Bool {
        awaitsWritable = false
        guard isReady, blockedReason == nil, lossReason == nil else { return false }
        var budget = Budget(messages: Self.messagesPerRound)
        var hasMore = false
        for channel in channels where channel.phase == .open {
            if sendCalls(of: channel, &budget) { hasMore = true }
            if sendPublishes(of: channel, &budget) { hasMore = true }
        }
        mailbox.released(budget.released)
        return hasMore && !awaitsWritable && lossReason == nil
    }

    /// How much one round may still send.
    struct Budget {
        var messages: Int
        var bytesUntilCheck = 0
        /// Messages that are no longer in the mailbox's count.
        var released = 0
    }

    /// Whether one more message of `size` bytes may be sent.
    func mayPublish(_ size: Int, _ budget: inout Budget) -> Bool {
        guard budget.messages > 0, lossReason == nil, !awaitsWritable, let link else { return false }
        if budget.bytesUntilCheck <= 0 {
            guard link.isWritable else {
                awaitsWritable = true
                return false
            }
            link.cork()
            budget.bytesUntilCheck = Self.bytesPerCheck
        }
        budget.messages -= 1
        // Three frames and the properties come to some 200 bytes more.
        budget.bytesUntilCheck -= size + 200
        return true
    }

    private func sendPublishes(of channel: ChannelSlot, _ budget: inout Budget) -> Bool {
        while let batch = channel.queue.front() {
            guard !channel.confirms || channel.tracker.outstanding < channel.unconfirmedLimit else { return false }
            let index = batch.position
            guard mayPublish(batch.messages[index].body.count, &budget) else { return budget.messages == 0 }
            batch.advance()
            budget.released += 1
            if let fault = MessageLimits.fault(in: batch.messages[index]) {
                batch.resolve(index, .notSent(reason: fault))
                continue
            }
            send(batch, index, on: channel)
        }
        return false
    }

    private func send(_ batch: PublishBatch, _ index: Int, on channel: ChannelSlot) {
        guard let link else { return }
        if batch.messages[index].mandatory, batch.messages[index].properties.messageID == nil {
            batch.messages[index].properties.messageID = newMessageID()
        }
        // Counted first: if the send fails half-way, the outcome is unknown.
        if channel.confirms { channel.tracker.sent(PendingPublish(batch: batch, index: index, sentAt: now)) }
        let status = link.publish(
            batch.messages[index], messageID: batch.messages[index].properties.messageID, correlation: nil,
            on: channel.number)
        guard status == AMQP_STATUS_OK.rawValue else {
            if !channel.confirms { batch.resolve(index, .unconfirmed(reason: statusText(status))) }
            return lose(statusText(status))
        }
        if !channel.confirms { batch.confirmed(index) }
    }

    private func newMessageID() -> String {
        let high = UInt64.random(in: .min ... .max, using: &generator)
        let low = UInt64.random(in: .min ... .max, using: &generator)
        return String(high, radix: 16) + "-" + String(low, radix: 16)
    }

    // MARK: Confirms and returns

    func confirmed(_ tag: UInt64, multiple: Bool, isAck: Bool, on channel: ChannelSlot) {
        let isKnown = channel.tracker.settle(tag: tag, multiple: multiple) { pending in
            if isAck {
                pending.batch.confirmed(pending.index)
            } else {
                pending.batch.resolve(pending.index, .rejected)
            }
        }
        if !isKnown {
            lose("the broker confirmed tag \(tag) on channel \(channel.number), which was not published")
        }
    }

    func returned(
        _ properties: MessageProperties,
        code: UInt16,
        reason: String,
        exchange: String,
        routingKey: String,
        on channel: ChannelSlot
    ) {
        if channel.calls != nil {
            return returnedCall(properties, reason: reason, routingKey: routingKey, on: channel)
        }
        let id = properties.messageID
        let pending = channel.tracker.first { pending in
            pending.batch.messages[pending.index].mandatory
                && pending.batch.messages[pending.index].properties.messageID == id
        }
        if let pending {
            pending.batch.returned(pending.index)
        } else {
            logger.warning(
                "the broker returned a message that no publisher waits for",
                metadata: [
                    "amqp.exchange": "\(exchange)", "amqp.routing_key": "\(routingKey)",
                    "message_id": "\(id ?? "")", "reason": "\(code) \(reason)",
                ])
        }
    }
}
