extension AMQPConnection {
    /// Asks the broker about a queue (a passive `queue.declare`). Questions go out one at a time, on a channel of their
    /// own.
    ///
    /// RabbitMQ says 0 and 0 of a quorum queue whose leader does not answer within 250 ms.
    ///
    /// - Parameter timeout: how long the answer may take, the wait for earlier questions included.
    /// - Returns: nil if there is no such queue.
    /// - Throws: ``AMQPError`` with `notConnected`, `blocked`, `connectionLost`, `timedOut`, `cancelled`,
    ///   `invalidMessage` (the name is too long), `accessRefused` (403), or `queueUnavailable`: it is there and cannot
    ///   be asked.
    public func depth(ofQueue name: String, timeout: Duration) async throws(AMQPError) -> AMQPQueueDepth? {
        guard name.utf8.count <= MessageLimits.shortString else {
            throw AMQPError(.invalidMessage, "the queue name is longer than 255 bytes")
        }
        let deadline = MonotonicTime.now().advanced(by: timeout)
        let handle = CancellationHandle<QueueInspectionCall>()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let question = QueueInspectionCall(queue: name, deadline: deadline, continuation: continuation)
                if let refusal = mailbox.submit(.ask(question), intent: .call) {
                    question.finish(.failure(refusal))
                } else if handle.submitted(question) {
                    mailbox.post(.cancelQuestion(question))
                }
            }
        } onCancel: {
            if let question = handle.cancel() { mailbox.post(.cancelQuestion(question)) }
        }
        return try result.get()
    }
}
