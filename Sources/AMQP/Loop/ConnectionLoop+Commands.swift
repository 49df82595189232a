import CRabbitMQ
import Logging
import MessageBus

extension ConnectionLoop {
    func runCommands() {
        mailbox.take(into: &commands)
        guard !commands.isEmpty else { return }
        var batch: [Command] = []
        swap(&batch, &commands)
        for command in batch { run(command) }
        batch.removeAll(keepingCapacity: true)
        // Keeps the memory for the next round, unless new commands were put here meanwhile.
        if commands.isEmpty { swap(&batch, &commands) }
    }

    private func run(_ command: Command) {
        switch command {
        case .publish(let batch): enqueue(batch)
        case .settle(let token, let settlement): settle(token, settlement)
        case .call(let call): begin(call)
        case .cancelPublish(let batch): cancel(batch)
        case .cancelCall(let call): cancel(call)
        case .inspect(let call): begin(call)
        case .cancelInspection(let call): cancel(call)
        case .addChannel(let number, let confirms, let unconfirmedLimit):
            addChannel(number, confirms: confirms, unconfirmedLimit: unconfirmedLimit)
        case .addConsumer(let registration): addConsumer(registration)
        case .cancelConsumer(let id, let channel, let continuation): cancel(id, on: channel, continuation)
        case .shutDown(let graceful): beginShutdown(graceful: graceful)
        }
    }

    func channel(_ number: UInt16) -> ChannelSlot? {
        Int(number) < channelIndex.count ? channelIndex[Int(number)] : nil
    }

    private func addChannel(_ number: UInt16, confirms: Bool, unconfirmedLimit: Int) {
        guard number <= 2047, channel(number) == nil else {
            logger.error("there are too many channels on this connection", metadata: ["amqp.channel": "\(number)"])
            return
        }
        let slot = ChannelSlot(number: number, confirms: confirms, unconfirmedLimit: unconfirmedLimit)
        while channelIndex.count <= Int(number) { channelIndex.append(nil) }
        channelIndex[Int(number)] = slot
        channels.append(slot)
        if isReady, shutdown == .running { open(slot) }
    }

    private func addConsumer(_ registration: ConsumerRegistration) {
        let consumer = ConsumerSlot(registration)
        guard let channel = channel(registration.channel), shutdown == .running else { return consumer.end() }
        channel.consumers.append(consumer)
        if case .rpc(let maximumInFlight) = registration.sink {
            channel.calls = RPCCorrelator(maximumInFlight: maximumInFlight)
        }
        if channel.phase == .open || channel.phase == .opening { start(consumer, on: channel) }
    }

    private func cancel(_ id: UInt32, on number: UInt16, _ continuation: CheckedContinuation<Void, Never>) {
        guard let channel = channel(number), let consumer = channel.consumer(id) else { return continuation.resume() }
        switch consumer.phase {
        case .starting, .active, .cancelling:
            // After the reply to basic.consume, if that is still awaited: steps are taken in order.
            channel.steps.append(.cancel(consumer, continuation))
            advance(channel)
        case .idle, .waiting, .ended:
            // Steps that would start it find it ended.
            consumer.end()
            channel.consumers.removeAll { $0 === consumer }
            continuation.resume()
        }
    }

    private func settle(_ token: IncomingMessage.Token, _ settlement: Settlement) {
        guard let channel = channel(token.channel), channel.phase == .open, channel.generation == token.generation
        else { return }
        switch settlement {
        case .ack(let multiple):
            send(
                AMQP_BASIC_ACK_METHOD, on: token.channel,
                amqp_basic_ack_t(delivery_tag: token.tag, multiple: multiple ? 1 : 0))
        case .nack(let requeue):
            send(
                AMQP_BASIC_NACK_METHOD, on: token.channel,
                amqp_basic_nack_t(delivery_tag: token.tag, multiple: 0, requeue: requeue ? 1 : 0))
        case .reject(let requeue):
            send(
                AMQP_BASIC_REJECT_METHOD, on: token.channel,
                amqp_basic_reject_t(delivery_tag: token.tag, requeue: requeue ? 1 : 0))
        }
    }
}
