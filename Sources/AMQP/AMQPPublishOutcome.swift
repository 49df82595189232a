/// What became of one published message.
public enum AMQPPublishOutcome: Sendable, Equatable {
    /// The broker has it: on disk, if it is persistent and its queues are durable (RabbitMQ, "Publisher Confirms").
    case confirmed
    /// It was mandatory, and no queue is bound for it.
    case unroutable(code: UInt16, reason: String)
    /// The broker said no (`basic.nack`): for example, a queue at its length limit.
    case rejected
    /// It was sent, and the connection or channel ended before the answer, or no answer came within
    /// ``AMQPConfiguration/confirmTimeout``: it may or may not have arrived. Publish it again with the same message ID.
    case unknown(reason: String)
    /// It was certainly never sent.
    case notSent(reason: String)
}
