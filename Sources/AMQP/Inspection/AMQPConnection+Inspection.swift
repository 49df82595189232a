public import MessageBus

extension AMQPConnection {
    /// Asks the broker for the depth of a queue (a passive `queue.declare`). Inspections go out one at a time, on a channel
    /// of their own.
    ///
    /// RabbitMQ reports 0 messages and 0 consumers of a quorum queue whose leader does not answer within 250 ms.
    ///
    /// - Parameter timeout: how long the reply may take, including the wait for earlier inspections.
    /// - Returns: `nil` if the queue does not exist.
    /// - Throws: ``AMQPError`` with `notConnected`, `blocked`, `connectionLost`, `timedOut`, `cancelled`,
    ///   `invalidMessage` (the name is too long), `accessRefused` (403), or `queueUnavailable`: the queue exists and cannot
    ///   be inspected.
    public func depth(ofQueue name: String, timeout: Duration) async throws(AMQPError) -> QueueDepth? {
        guard name.utf8.count <= MessageLimits.shortString else {
            throw AMQPError(.invalidMessage, "the queue name is longer than 255 bytes")
        }
        let deadline = MonotonicTime.now().advanced(by: timeout)
        let handle = CancellationHandle<QueueInspectionCall>()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let call = QueueInspectionCall(queue: name, deadline: deadline, continuation: continuation)
                if let refusal = mailbox.submit(.inspect(call), intent: .call) {
                    call.finish(.failure(refusal))
                } else if handle.submitted(call) {
                    mailbox.post(.cancelInspection(call))
                }
            }
        } onCancel: {
            if let call = handle.cancel() { mailbox.post(.cancelInspection(call)) }
        }
        return try result.get()
    }
}

/// One inspection of a queue that waits for its reply.
///
/// Built by the caller, then passed to the connection's thread, which alone uses it from there on: hence unchecked.
final class QueueInspectionCall: @unchecked Sendable {
    typealias Reply = Result<QueueDepth?, AMQPError>

    let queue: String
    let deadline: MonotonicTime
    private var continuation: CheckedContinuation<Reply, Never>?

    init(queue: String, deadline: MonotonicTime, continuation: CheckedContinuation<Reply, Never>?) {
        self.queue = queue
        self.deadline = deadline
        self.continuation = continuation
    }

    var isFinished: Bool { continuation == nil }

    func finish(_ reply: Reply) {
        continuation?.resume(returning: reply)
        continuation = nil
    }

    /// The meaning of a refusal by the broker.
    static func reply(onReplyCode code: UInt16, text: String) -> Reply {
        switch code {
        // The broker also sends 404, with another text, for a queue whose node is down or whose process has crashed.
        case 404 where text.hasPrefix("NOT_FOUND - no queue '"): .success(nil)
        case 403: .failure(AMQPError(.accessRefused, text, replyCode: code))
        default: .failure(AMQPError(.queueUnavailable, "\(code) \(text)", replyCode: code))
        }
    }
}
