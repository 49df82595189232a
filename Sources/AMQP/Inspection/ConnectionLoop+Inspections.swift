import CRabbitMQ
import Logging

/// Questions about queues, on a channel of their own: the broker closes it when it refuses one.
extension ConnectionLoop {
    static let questionChannel: UInt16 = 2

    func begin(_ question: QueueInspectionCall) {
        guard isReady, shutdown == .running else {
            return question.finish(.failure(AMQPError(.notConnected, "not connected")))
        }
        questions.append(question)
        askNext()
    }

    func cancel(_ question: QueueInspectionCall) {
        question.finish(.failure(AMQPError(.cancelled, "the task was cancelled")))
        questions.drop { $0.isFinished }
    }

    func questionMethod(_ id: UInt32, _ decoded: UnsafeMutableRawPointer) {
        switch id {
        case AMQP_CHANNEL_OPEN_OK_METHOD where questions.isOpening:
            questions.opened()
        case AMQP_QUEUE_DECLARE_OK_METHOD where questions.asked != nil:
            let answer = decoded.assumingMemoryBound(to: amqp_queue_declare_ok_t.self).pointee
            let depth = AMQPQueueDepth(ready: Int(answer.message_count), consumers: Int(answer.consumer_count))
            questions.answered()?.finish(.success(depth))
        case AMQP_CHANNEL_CLOSE_METHOD:
            let close = decoded.assumingMemoryBound(to: amqp_channel_close_t.self).pointee
            send(AMQP_CHANNEL_CLOSE_OK_METHOD, on: Self.questionChannel, amqp_channel_close_ok_t())
            let answer = QueueInspectionCall.answer(onReplyCode: close.reply_code, text: String(close.reply_text))
            for question in questions.closed() { question.finish(answer) }
        default:
            return lose("the broker sent method \(id) on channel \(Self.questionChannel), which was not asked for")
        }
        askNext()
    }

    private func askNext() {
        switch questions.next() {
        case .openChannel:
            send(AMQP_CHANNEL_OPEN_METHOD, on: Self.questionChannel, amqp_channel_open_t())
        case .ask(let question):
            link?.withArena { arena in
                send(
                    AMQP_QUEUE_DECLARE_METHOD, on: Self.questionChannel,
                    amqp_queue_declare_t(
                        ticket: 0, queue: arena.copy(question.queue), passive: 1, durable: 0, exclusive: 0,
                        auto_delete: 0, nowait: 0, arguments: amqp_table_t()))
            }
        case nil: break
        }
    }

    // MARK: Without an answer

    var nextQuestionDeadline: MonotonicTime? {
        let waiting = questions.waiting.lazy.map(\.deadline).min()
        guard let asked = questions.asked, !asked.isFinished else { return waiting }
        return min(asked.deadline, waiting ?? .distantFuture)
    }

    func expireQuestions() {
        guard let deadline = nextQuestionDeadline, deadline <= now else { return }
        let error = AMQPError(.timedOut, "the broker did not answer in time")
        if let asked = questions.asked, asked.deadline <= now { asked.finish(.failure(error)) }
        for question in questions.waiting where question.deadline <= now { question.finish(.failure(error)) }
        questions.drop { $0.isFinished }
    }

    func failQuestions(reason: String) {
        questions.asked?.finish(.failure(AMQPError(.connectionLost, "no answer came: \(reason)")))
        for question in questions.takeWaiting() {
            question.finish(.failure(AMQPError(.notConnected, "the question was not sent: \(reason)")))
        }
    }
}
