internal import AMQP
internal import Messages

extension DeadLetterReason {
    /// What RabbitMQ notes on a message that it dead-letters ("Dead Letter Exchanges", effects on messages).
    ///
    /// Nil where there is no such note. A publisher could write it too: it is no proof.
    init?(headers: [String: AMQPFieldValue]) {
        guard let reason = headers.string("x-first-death-reason"), let queue = headers.string("x-first-death-queue")
        else { return nil }
        self.init(reason: reason, queue: queue, exchange: headers.string("x-first-death-exchange") ?? "")
    }
}

extension [String: AMQPFieldValue] {
    /// The value of a field that is there and is text.
    func string(_ name: String) -> String? {
        if case .string(let value) = self[name] { return value }
        return nil
    }
}
