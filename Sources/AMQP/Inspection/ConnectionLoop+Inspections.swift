import CRabbitMQ
import Logging
import MessageBus

/// Queue inspections, on a channel of their own: the broker closes it when it refuses one.
extension ConnectionLoop {
    static let inspectionChannel: UInt16 = 2

    func begin(_ call: QueueInspectionCall) {
        guard isReady, shutdown == .running else {
            return call.finish(.failure(AMQPError(.notConnected, "not connected")))
        }
        inspections.append(call)
        sendNextInspection()
    }

    func cancel(_ call: QueueInspectionCall) {
        call.finish(.failure(AMQPError(.cancelled, "the task was cancelled")))
        inspections.drop { $0.isFinished }
    }

    func inspectionMethod(_ id: UInt32, _ decoded: UnsafeMutableRawPointer) {
        switch id {
        case AMQP_CHANNEL_OPEN_OK_METHOD where inspections.isOpening:
            inspections.opened()
        case AMQP_QUEUE_DECLARE_OK_METHOD where inspections.inFlight != nil:
            let reply = decoded.assumingMemoryBound(to: amqp_queue_declare_ok_t.self).pointee
            let depth = QueueDepth(ready: Int(reply.message_count), consumers: Int(reply.consumer_count))
            inspections.replied()?.finish(.success(depth))
        case AMQP_CHANNEL_CLOSE_METHOD:
            let close = decoded.assumingMemoryBound(to: amqp_channel_close_t.self).pointee
            send(AMQP_CHANNEL_CLOSE_OK_METHOD, on: Self.inspectionChannel, amqp_channel_close_ok_t())
            let reply = QueueInspectionCall.reply(onReplyCode: close.reply_code, text: String(close.reply_text))
            for call in inspections.closed() { call.finish(reply) }
        default:
            return lose("the broker sent an unexpected method \(id) on channel \(Self.inspectionChannel)")
        }
        sendNextInspection()
    }

    private func sendNextInspection() {
        switch inspections.next() {
        case .openChannel:
            send(AMQP_CHANNEL_OPEN_METHOD, on: Self.inspectionChannel, amqp_channel_open_t())
        case .send(let call):
            link?.withArena { arena in
                send(
                    AMQP_QUEUE_DECLARE_METHOD, on: Self.inspectionChannel,
                    amqp_queue_declare_t(
                        ticket: 0, queue: arena.copy(call.queue), passive: 1, durable: 0, exclusive: 0,
                        auto_delete: 0, nowait: 0, arguments: amqp_table_t()))
            }
        case nil: break
        }
    }

    // MARK: Without a reply

    var nextInspectionDeadline: MonotonicTime? {
        let waiting = inspections.waiting.lazy.map(\.deadline).min()
        guard let inFlight = inspections.inFlight, !inFlight.isFinished else { return waiting }
        return min(inFlight.deadline, waiting ?? .distantFuture)
    }

    func expireInspections() {
        guard let deadline = nextInspectionDeadline, deadline <= now else { return }
        let error = AMQPError(.timedOut, "the broker did not answer in time")
        if let inFlight = inspections.inFlight, inFlight.deadline <= now { inFlight.finish(.failure(error)) }
        for call in inspections.waiting where call.deadline <= now { call.finish(.failure(error)) }
        inspections.drop { $0.isFinished }
    }

    func failInspections(reason: String) {
        inspections.inFlight?.finish(.failure(AMQPError(.connectionLost, "no reply came: \(reason)")))
        for call in inspections.takeWaiting() {
            call.finish(.failure(AMQPError(.notConnected, "the inspection was not sent: \(reason)")))
        }
    }
}
