/// One call awaiting its reply.
///
/// Built by the caller, then handed to the connection's thread, which alone touches it from there on: hence unchecked.
final class RPCCall: @unchecked Sendable {
    let channel: UInt16
    let message: AMQPMessage
    let deadline: MonotonicTime
    /// Given when it comes to the connection's thread.
    var id: CorrelationID?
    var isSent = false
    private var continuation: CheckedContinuation<Result<AMQPReply, AMQPError>, Never>?

    init(
        channel: UInt16,
        message: AMQPMessage,
        deadline: MonotonicTime,
        continuation: CheckedContinuation<Result<AMQPReply, AMQPError>, Never>
    ) {
        self.channel = channel
        self.message = message
        self.deadline = deadline
        self.continuation = continuation
    }

    var isFinished: Bool { continuation == nil }

    func finish(_ result: Result<AMQPReply, AMQPError>) {
        continuation?.resume(returning: result)
        continuation = nil
    }
}
