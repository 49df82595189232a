public import MessageBus

/// A channel of a connection, opened again whenever the connection or the channel itself was lost.
public final class AMQPChannel: Sendable {
    let number: UInt16
    private let confirms: Bool
    private let mailbox: Mailbox

    init(number: UInt16, confirms: Bool, mailbox: Mailbox) {
        self.number = number
        self.confirms = confirms
        self.mailbox = mailbox
    }

    /// Publishes messages and returns when the outcome of each is known: one outcome each, in their order. On a channel
    /// without confirms, `confirmed` means only that the message was passed to the system to send.
    ///
    /// Waits while as many messages as allowed are unconfirmed and while the broker blocks publishers, up to
    /// ``AMQPConfiguration/publishWaitLimit``, and then for the confirm, up to ``AMQPConfiguration/confirmTimeout``.
    /// Without a connection it returns `notSent` at once: retry after ``AMQPConnection/waitUntilConnected(timeout:)``.
    /// If the task is cancelled, messages that have not been sent become `notSent`, and those that have been are given
    /// ``AMQPConfiguration/shutdownTimeout`` for their confirms, and then become `unconfirmed`.
    public func publish(_ messages: [OutgoingMessage]) async -> [PublishOutcome] {
        guard !messages.isEmpty else { return [] }
        let handle = CancellationHandle<PublishBatch>()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let batch = PublishBatch(channel: number, messages: messages, continuation: continuation)
                if let refusal = mailbox.submit(.publish(batch), intent: .publish(count: messages.count)) {
                    batch.failUnsent(reason: refusal.message)
                } else if handle.submitted(batch) {
                    mailbox.post(.cancelPublish(batch))
                }
            }
        } onCancel: {
            if let batch = handle.cancel() { mailbox.post(.cancelPublish(batch)) }
        }
    }

    /// Publishes one message; see ``publish(_:)-([OutgoingMessage])``.
    public func publish(_ message: OutgoingMessage) async -> PublishOutcome {
        await publish([message])[0]
    }

    /// Queues messages to be sent, without waiting and without outcomes.
    ///
    /// - Throws: `notConnected`, `blocked` or `bufferFull`: then no message was queued.
    public func send(_ messages: [OutgoingMessage]) throws(AMQPError) {
        guard !messages.isEmpty else { return }
        let batch = PublishBatch(channel: number, messages: messages, continuation: nil)
        if let refusal = mailbox.submit(.publish(batch), intent: .send(count: messages.count)) { throw refusal }
    }
}
