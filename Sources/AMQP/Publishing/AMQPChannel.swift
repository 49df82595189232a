/// A channel of a connection, opened anew whenever the connection or the channel itself was lost.
public final class AMQPChannel: Sendable {
    let number: UInt16
    private let confirms: Bool
    private let mailbox: Mailbox

    init(number: UInt16, confirms: Bool, mailbox: Mailbox) {
        self.number = number
        self.confirms = confirms
        self.mailbox = mailbox
    }

    /// Publishes, and returns when the fate of every message is known: one outcome each, in their order. On a channel
    /// without confirms, `confirmed` means only that the message was handed to the system to send.
    ///
    /// Waits while the confirm window is full and while the broker blocks publishers, up to
    /// ``AMQPConfiguration/publishWaitLimit``, and then for the confirm, up to ``AMQPConfiguration/confirmTimeout``.
    /// Without a connection it returns `notSent` at once: retry after ``AMQPConnection/waitUntilConnected(timeout:)``.
    /// When the task is cancelled, what has not been sent becomes `notSent`, and what has been is given
    /// ``AMQPConfiguration/shutdownTimeout`` for its confirms, and then `unknown`.
    public func publish(_ messages: [AMQPMessage]) async -> [AMQPPublishOutcome] {
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

    /// Publishes one message; see ``publish(_:)-([AMQPMessage])``.
    public func publish(_ message: AMQPMessage) async -> AMQPPublishOutcome {
        await publish([message])[0]
    }

    /// Hands messages over to be sent, and does not wait. Nobody learns what becomes of them.
    ///
    /// - Throws: `notConnected`, `blocked` or `bufferFull`, and then nothing was taken.
    public func send(_ messages: [AMQPMessage]) throws(AMQPError) {
        guard !messages.isEmpty else { return }
        let batch = PublishBatch(channel: number, messages: messages, continuation: nil)
        if let refusal = mailbox.submit(.publish(batch), intent: .send(count: messages.count)) { throw refusal }
    }
}
