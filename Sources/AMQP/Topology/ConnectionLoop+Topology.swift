import CRabbitMQ
import Logging
import MessageBus

/// The declaration of a topology, on a channel of its own: an error there closes no other channel.
struct TopologyRun {
    enum Phase {
        case opening
        case declaring
        case closing
    }

    var steps: TopologySteps
    var phase = Phase.opening
}

extension ConnectionLoop {
    static let topologyChannel: UInt16 = 1

    func startTopology() {
        let run = TopologyRun(steps: TopologySteps(topology))
        guard run.steps.current != nil else { return topologyDone() }
        topologyRun = run
        send(AMQP_CHANNEL_OPEN_METHOD, on: Self.topologyChannel, amqp_channel_open_t())
    }

    func topologyMethod(_ id: UInt32, _ decoded: UnsafeMutableRawPointer) {
        switch (topologyRun?.phase, id) {
        case (.opening, AMQP_CHANNEL_OPEN_OK_METHOD):
            topologyRun?.phase = .declaring
            declareNext()
        case (.declaring, AMQP_EXCHANGE_DECLARE_OK_METHOD), (.declaring, AMQP_QUEUE_DECLARE_OK_METHOD),
            (.declaring, AMQP_QUEUE_BIND_OK_METHOD):
            topologyRun?.steps.advance()
            declareNext()
        case (.closing, AMQP_CHANNEL_CLOSE_OK_METHOD):
            topologyRun = nil
            topologyDone()
        case (_, AMQP_CHANNEL_CLOSE_METHOD):
            let close = decoded.assumingMemoryBound(to: amqp_channel_close_t.self).pointee
            send(AMQP_CHANNEL_CLOSE_OK_METHOD, on: Self.topologyChannel, amqp_channel_close_ok_t())
            refused(code: close.reply_code, text: String(close.reply_text))
        default:
            lose("the broker sent an unexpected method \(id) on channel \(Self.topologyChannel)")
        }
    }

    private func declareNext() {
        guard let step = topologyRun?.steps.current, let link else {
            topologyRun?.phase = .closing
            return send(
                AMQP_CHANNEL_CLOSE_METHOD, on: Self.topologyChannel,
                amqp_channel_close_t(
                    reply_code: UInt16(AMQP_REPLY_SUCCESS), reply_text: amqp_bytes_t(), class_id: 0, method_id: 0))
        }
        link.withArena { arena in
            switch step {
            case .exchange(let exchange):
                send(
                    AMQP_EXCHANGE_DECLARE_METHOD, on: Self.topologyChannel,
                    amqp_exchange_declare_t(
                        ticket: 0, exchange: arena.copy(exchange.name), type: arena.copy(exchange.type.rawValue),
                        passive: 0, durable: exchange.durable ? 1 : 0, auto_delete: 0, internal: 0, nowait: 0,
                        arguments: amqp_table_t()))
            case .queue(let queue):
                send(
                    AMQP_QUEUE_DECLARE_METHOD, on: Self.topologyChannel,
                    amqp_queue_declare_t(
                        ticket: 0, queue: arena.copy(queue.name), passive: 0, durable: queue.durable ? 1 : 0,
                        exclusive: 0, auto_delete: 0, nowait: 0, arguments: arena.table(queue.arguments)))
            case .binding(let binding):
                send(
                    AMQP_QUEUE_BIND_METHOD, on: Self.topologyChannel,
                    amqp_queue_bind_t(
                        ticket: 0, queue: arena.copy(binding.queue), exchange: arena.copy(binding.exchange),
                        routing_key: arena.copy(binding.routingKey), nowait: 0, arguments: amqp_table_t()))
            }
        }
    }

    private func refused(code: UInt16, text: String) {
        guard let run = topologyRun else { return }
        let what = run.steps.current.map { "\($0)" } ?? "the topology"
        logger.error(
            "the broker refused a declaration",
            metadata: ["declaration": "\(what)", "code": "\(code)", "reason": "\(text)"])
        switch TopologySteps.verdict(onReplyCode: code, isFirst: !hasBeenReady) {
        case .stop(let errorCode):
            stop(with: AMQPError(errorCode, "the broker refused \(what): \(text)", replyCode: code))
        case .skip:
            topologyRun?.steps.advance()
            topologyRun?.phase = .opening
            send(AMQP_CHANNEL_OPEN_METHOD, on: Self.topologyChannel, amqp_channel_open_t())
        case .retry where isReady:
            // Channels and consumers that wait for it try, fail and retry, with a longer pause each time.
            topologyRun = nil
            topologyDone()
        case .retry:
            lose("the broker refused \(what): \(code) \(text)")
        }
    }

    private func topologyDone() {
        if !isReady { becomeReady() }
    }
}
