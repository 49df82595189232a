public import MessageBus
import Synchronization

/// Sends requests over the broker and receives replies by direct reply-to (RabbitMQ, "Direct Reply-to"): no reply queues, at most once.
///
/// The responder publishes to the default exchange, with the request's `reply_to` as routing key and its
/// `correlation_id`.
public final class AMQPRPCClient: Sendable {
    private let mailbox: Mailbox
    private let channel: UInt16

    /// - Parameter maximumInFlight: how many calls may wait for their replies at once; at most 1,048,576.
    public init(connection: AMQPConnection, maximumInFlight: Int) {
        self.mailbox = connection.mailbox
        let channel = connection.makeChannel()
        self.channel = channel.number
        connection.register(
            .rpc(maximumInFlight: maximumInFlight), queue: "amq.rabbitmq.reply-to", prefetch: 0, noAck: true,
            on: channel)
    }

    /// Sends a request and waits for its reply, which needs no settlement.
    ///
    /// `mandatory`, `reply_to` and `correlation_id` are set here; `expiration` is set to the timeout unless the
    /// message has one, so that a request whose caller no longer waits is not served.
    ///
    /// - Throws: ``AMQPError`` with `notConnected`, `blocked`, `tooManyInFlight` or `bufferFull` (nothing was sent),
    ///   `unroutable`, `timedOut`, `connectionLost` (it may have been served) or `cancelled`.
    public func call(_ message: OutgoingMessage, timeout: Duration) async throws(AMQPError) -> IncomingMessage {
        var message = message
        message.mandatory = true
        message.properties.replyTo = "amq.rabbitmq.reply-to"
        if message.properties.expiration == nil {
            message.properties.expiration = String(max(1, timeout.nanoseconds / 1_000_000))
        }
        let request = message
        let deadline = MonotonicTime.now().advanced(by: timeout)
        let handle = CancellationHandle<RPCCall>()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let call = RPCCall(
                    channel: channel, message: request, deadline: deadline, continuation: continuation)
                if let refusal = mailbox.submit(.call(call), intent: .call) {
                    call.finish(.failure(refusal))
                } else if handle.submitted(call) {
                    mailbox.post(.cancelCall(call))
                }
            }
        } onCancel: {
            if let call = handle.cancel() { mailbox.post(.cancelCall(call)) }
        }
        return try result.get()
    }
}

/// One call that waits for its reply.
///
/// Built by the caller, then passed to the connection's thread, which alone uses it from there on: hence unchecked.
final class RPCCall: @unchecked Sendable {
    let channel: UInt16
    let message: OutgoingMessage
    let deadline: MonotonicTime
    /// Assigned on the connection's thread.
    var id: CorrelationID?
    var isSent = false
    private var continuation: CheckedContinuation<Result<IncomingMessage, AMQPError>, Never>?

    init(
        channel: UInt16,
        message: OutgoingMessage,
        deadline: MonotonicTime,
        continuation: CheckedContinuation<Result<IncomingMessage, AMQPError>, Never>
    ) {
        self.channel = channel
        self.message = message
        self.deadline = deadline
        self.continuation = continuation
    }

    var isFinished: Bool { continuation == nil }

    func finish(_ result: Result<IncomingMessage, AMQPError>) {
        continuation?.resume(returning: result)
        continuation = nil
    }
}
