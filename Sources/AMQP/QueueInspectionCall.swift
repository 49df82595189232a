/// One question about a queue, awaiting its answer.
///
/// Built by the caller, then handed to the connection's thread, which alone touches it from there on: hence unchecked.
final class QueueInspectionCall: @unchecked Sendable {
    typealias Answer = Result<AMQPQueueDepth?, AMQPError>

    let queue: String
    let deadline: MonotonicTime
    private var continuation: CheckedContinuation<Answer, Never>?

    init(queue: String, deadline: MonotonicTime, continuation: CheckedContinuation<Answer, Never>?) {
        self.queue = queue
        self.deadline = deadline
        self.continuation = continuation
    }

    var isFinished: Bool { continuation == nil }

    func finish(_ answer: Answer) {
        continuation?.resume(returning: answer)
        continuation = nil
    }

    /// What the broker's refusal means.
    static func answer(onReplyCode code: UInt16, text: String) -> Answer {
        switch code {
        // 404 is also said of a queue whose node is down or whose process has crashed, in other words.
        case 404 where text.hasPrefix("NOT_FOUND - no queue '"): .success(nil)
        case 403: .failure(AMQPError(.accessRefused, text, replyCode: code))
        default: .failure(AMQPError(.queueUnavailable, "\(code) \(text)", replyCode: code))
        }
    }
}
