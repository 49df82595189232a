import CRabbitMQ
import Logging
import MessageBus

/// Reads frames and dispatches them.
extension ConnectionLoop {
    private static let framesPerRound = 4096

    /// Reads and handles the frames that have arrived.
    ///
    /// - Returns: whether there may be more.
    func receive() -> Bool {
        var frame = amqp_frame_t()
        for count in 1...Self.framesPerRound {
            guard let link = usableLink else { return false }
            let status = link.receive(&frame)
            if status == AMQP_STATUS_TIMEOUT.rawValue {
                link.releaseBuffers()
                return false
            }
            guard status == AMQP_STATUS_OK.rawValue else {
                lose(statusText(status))
                return false
            }
            do throws(ContentAssembler.Violation) {
                try handle(frame)
            } catch {
                lose("the broker broke the protocol on channel \(frame.channel): \(error.reason)")
            }
            // Everything was copied. Without this the library's memory would grow with the round.
            if count % 64 == 0 { link.releaseBuffers() }
        }
        link?.releaseBuffers()
        return true
    }

    private func handle(_ frame: amqp_frame_t) throws(ContentAssembler.Violation) {
        if frame.frame_type == AMQP_FRAME_METHOD {
            let method = frame.payload.method
            guard let decoded = method.decoded else { return }
            switch frame.channel {
            case 0: connectionMethod(method.id, decoded)
            case Self.topologyChannel: topologyMethod(method.id, decoded)
            case Self.inspectionChannel: inspectionMethod(method.id, decoded)
            default:
                guard let channel = channel(frame.channel) else { return }
                try channelMethod(method.id, decoded, on: channel)
            }
            return
        }
        guard let channel = channel(frame.channel), channel.isUsable else { return }
        switch Int32(frame.frame_type) {
        case AMQP_FRAME_HEADER:
            guard let decoded = frame.payload.properties.decoded else { return }
            let properties = channel.reader.read(
                decoded.assumingMemoryBound(to: amqp_basic_properties_t.self).pointee)
            let size = frame.payload.properties.body_size
            if let content = try channel.assembler.header(properties: properties, bodySize: size) {
                complete(content, on: channel)
            }
        case AMQP_FRAME_BODY:
            let fragment = UnsafeRawBufferPointer(frame.payload.body_fragment)
            if let content = try channel.assembler.body(fragment) { complete(content, on: channel) }
        default: break
        }
    }

    private func connectionMethod(_ id: UInt32, _ decoded: UnsafeMutableRawPointer) {
        switch id {
        case AMQP_CONNECTION_CLOSE_METHOD:
            let close = decoded.assumingMemoryBound(to: amqp_connection_close_t.self).pointee
            send(AMQP_CONNECTION_CLOSE_OK_METHOD, on: 0, amqp_connection_close_ok_t())
            lose("the broker closed the connection: \(close.reply_code) \(String(close.reply_text))")
        case AMQP_CONNECTION_CLOSE_OK_METHOD:
            lose("closed")
        case AMQP_CONNECTION_BLOCKED_METHOD:
            blocked(String(decoded.assumingMemoryBound(to: amqp_connection_blocked_t.self).pointee.reason))
        case AMQP_CONNECTION_UNBLOCKED_METHOD:
            unblocked()
        default:
            logger.debug("an unexpected connection method", metadata: ["method": "\(id)"])
        }
    }

    private func channelMethod(
        _ id: UInt32,
        _ decoded: UnsafeMutableRawPointer,
        on channel: ChannelSlot
    ) throws(ContentAssembler.Violation) {
        switch id {
        case AMQP_CHANNEL_CLOSE_METHOD:
            closedByBroker(channel, decoded.assumingMemoryBound(to: amqp_channel_close_t.self).pointee)
        case AMQP_CHANNEL_CLOSE_OK_METHOD:
            channel.phase = .down
        case _ where !channel.isUsable:
            // It was in flight when the channel was given up.
            break
        case AMQP_BASIC_DELIVER_METHOD:
            try deliver(decoded.assumingMemoryBound(to: amqp_basic_deliver_t.self).pointee, on: channel)
        case AMQP_BASIC_ACK_METHOD:
            let ack = decoded.assumingMemoryBound(to: amqp_basic_ack_t.self).pointee
            confirmed(ack.delivery_tag, multiple: ack.multiple != 0, isAck: true, on: channel)
        case AMQP_BASIC_NACK_METHOD:
            let nack = decoded.assumingMemoryBound(to: amqp_basic_nack_t.self).pointee
            confirmed(nack.delivery_tag, multiple: nack.multiple != 0, isAck: false, on: channel)
        case AMQP_BASIC_RETURN_METHOD:
            let returned = decoded.assumingMemoryBound(to: amqp_basic_return_t.self).pointee
            try channel.assembler.begin(
                .returned(
                    code: returned.reply_code, reason: String(returned.reply_text),
                    exchange: channel.exchanges.string(returned.exchange),
                    routingKey: channel.routingKeys.string(returned.routing_key)))
        case AMQP_BASIC_CANCEL_METHOD:
            let cancel = decoded.assumingMemoryBound(to: amqp_basic_cancel_t.self).pointee
            cancelledByBroker(cancel, on: channel)
        case AMQP_CHANNEL_FLOW_METHOD:
            // RabbitMQ does not send it: its flow control is that of TCP.
            let flow = decoded.assumingMemoryBound(to: amqp_channel_flow_t.self).pointee
            send(AMQP_CHANNEL_FLOW_OK_METHOD, on: channel.number, amqp_channel_flow_ok_t(active: flow.active))
        default:
            replied(id, on: channel)
        }
    }

    private func complete(_ content: consuming ContentAssembler.Content, on channel: ChannelSlot) {
        switch content.envelope {
        case .delivery(let id, let tag, let redelivered, let exchange, let routingKey):
            if channel.calls != nil { return replied(content, on: channel) }
            let noAck = channel.consumer(id)?.registration.noAck ?? false
            let token = IncomingMessage.Token(
                generation: channel.generation, channel: channel.number, tag: noAck ? 0 : tag)
            delivered(
                IncomingMessage(
                    body: content.body, properties: content.properties, exchange: exchange, routingKey: routingKey,
                    redelivered: redelivered, token: token),
                to: id, on: channel)
        case .returned(let code, let reason, let exchange, let routingKey):
            returned(
                content.properties, code: code, reason: reason, exchange: exchange, routingKey: routingKey, on: channel)
        }
    }
}
