import CRabbitMQ
import Logging
import MessageBus

/// Requests and replies by direct reply-to.
extension ConnectionLoop {
    func begin(_ call: RPCCall) {
        guard isReady, let channel = channel(call.channel), channel.calls != nil else {
            return call.finish(.failure(AMQPError(.notConnected, "not connected")))
        }
        if let reason = blockedReason { return call.finish(.failure(AMQPError(.blocked, reason))) }
        if let fault = MessageLimits.fault(in: call.message) {
            return call.finish(.failure(AMQPError(.invalidMessage, fault)))
        }
        guard let id = channel.calls?.insert(call, deadline: call.deadline) else {
            return call.finish(.failure(AMQPError(.tooManyInFlight, "too many calls wait for their replies")))
        }
        call.id = id
        channel.unsentCalls.append(call)
    }

    func cancel(_ call: RPCCall) {
        if let id = call.id { _ = channel(call.channel)?.calls?.take(id) }
        call.finish(.failure(AMQPError(.cancelled, "the task was cancelled")))
    }

    /// Sends the calls that may be sent now.
    ///
    /// - Returns: whether more could be sent at once.
    func sendCalls(of channel: ChannelSlot, _ budget: inout Budget) -> Bool {
        // The broker refuses requests on a channel that does not consume replies yet.
        guard !channel.unsentCalls.isEmpty, channel.consumers.first?.phase == .active else { return false }
        while let call = channel.unsentCalls.first {
            if !call.isFinished {
                guard mayPublish(call.message.body.count, &budget), let link else { return budget.messages == 0 }
                call.isSent = true
                let status = link.publish(
                    call.message, messageID: call.message.properties.messageID, correlation: call.id,
                    on: channel.number)
                if status != AMQP_STATUS_OK.rawValue {
                    lose(statusText(status))
                    return false
                }
            }
            _ = channel.unsentCalls.popFirst()
        }
        return false
    }

    func replied(_ content: consuming ContentAssembler.Content, on channel: ChannelSlot) {
        guard let id = content.properties.correlationID.flatMap({ CorrelationID($0) }),
            let call = channel.calls?.take(id)
        else {
            logger.debug("a reply came too late", metadata: ["amqp.channel": "\(channel.number)"])
            return
        }
        guard case .delivery(_, _, let redelivered, let exchange, let routingKey) = content.envelope else { return }
        call.finish(
            .success(
                IncomingMessage(
                    body: content.body, properties: content.properties, exchange: exchange, routingKey: routingKey,
                    redelivered: redelivered, token: .init(generation: 0, channel: 0, tag: 0))))
    }

    func returnedCall(
        _ properties: MessageProperties,
        reason: String,
        routingKey: String,
        on channel: ChannelSlot
    ) {
        guard let id = properties.correlationID.flatMap({ CorrelationID($0) }),
            let call = channel.calls?.take(id)
        else { return }
        call.finish(
            .failure(AMQPError(.unroutable, "no queue takes a request for '\(routingKey)': \(reason)", replyCode: 312)))
    }

    func expireCalls(of channel: ChannelSlot) {
        guard let deadline = channel.calls?.nextDeadline(), deadline <= now else { return }
        for call in channel.calls?.expire(now: now) ?? [] {
            let what = call.isSent ? "no reply came" : "the request could not be sent"
            call.finish(.failure(AMQPError(.timedOut, "\(what) in time")))
        }
    }

    func failCalls(of channel: ChannelSlot, reason: String, includingUnsent: Bool) {
        guard channel.calls != nil else { return }
        let kept = includingUnsent ? [] : channel.unsentCalls.removeAll().filter { !$0.isFinished && !$0.isSent }
        if includingUnsent { _ = channel.unsentCalls.removeAll() }
        for call in channel.calls?.removeAll() ?? [] where !kept.contains(where: { $0 === call }) {
            let error: AMQPError =
                call.isSent
                ? AMQPError(.connectionLost, "no reply came: \(reason)")
                : AMQPError(.notConnected, "the request was not sent: \(reason)")
            call.finish(.failure(error))
        }
        // Calls that only wait for the channel to be opened again keep their deadlines.
        for call in kept {
            call.id = channel.calls?.insert(call, deadline: call.deadline)
            channel.unsentCalls.append(call)
        }
    }

    /// The broker blocks publishers: fails the calls that have not been sent, as new ones are refused now.
    func failUnsentCalls(of channel: ChannelSlot) {
        for call in channel.unsentCalls.removeAll() where !call.isFinished {
            if let id = call.id { _ = channel.calls?.take(id) }
            call.finish(.failure(AMQPError(.blocked, blockedReason ?? "the broker blocks publishers for now")))
        }
    }
}
