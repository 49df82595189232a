import CRabbitMQ
import Logging

extension ConnectionLoop {
    private static let closeTimeout = Duration.seconds(1)

    func beginShutdown(graceful: Bool) {
        switch (shutdown, graceful) {
        case (.running, true):
            mailbox.set(.shuttingDown)
            shutdown = .draining(until: MonotonicTime.now().advanced(by: configuration.shutdownTimeout))
            for channel in channels where channel.phase == .open || channel.phase == .opening {
                for consumer in channel.consumers where consumer.phase == .starting || consumer.phase == .active {
                    // Calls in flight still wait for their replies.
                    if case .rpc = consumer.registration.sink { continue }
                    channel.steps.append(.cancel(consumer, nil))
                }
                advance(channel)
            }
        case (.running, false), (.draining, false):
            mailbox.set(.shuttingDown)
            closeConnection()
        default: break
        }
    }

    /// Starts the next phase of a shutdown, if the current one is over.
    func advanceShutdown() {
        switch shutdown {
        case .running: return
        case .draining(let until):
            guard isReady else { return closeConnection() }
            if until <= now || channels.allSatisfy({ $0.phase == .down || $0.isIdle }) { closeChannels() }
        case .closingChannels(let until):
            if until <= now || channels.allSatisfy({ $0.phase != .closing }) { closeConnection() }
        case .closingConnection(let until):
            if until <= now { lose("the broker did not answer the close in time") }
        }
    }

    private func closeChannels() {
        shutdown = .closingChannels(until: now.advanced(by: Self.closeTimeout))
        for channel in channels where channel.phase != .down {
            let wasOpen = channel.phase == .open
            lost(channel, reason: "the connection is shutting down", isConnectionLost: true)
            guard wasOpen else { continue }
            channel.phase = .closing
            send(
                AMQP_CHANNEL_CLOSE_METHOD, on: channel.number,
                amqp_channel_close_t(
                    reply_code: UInt16(AMQP_REPLY_SUCCESS), reply_text: amqp_bytes_t(), class_id: 0, method_id: 0))
        }
    }

    private func closeConnection() {
        shutdown = .closingConnection(until: MonotonicTime.now().advanced(by: Self.closeTimeout))
        failInspections(reason: "the connection is shutting down")
        for channel in channels {
            lost(channel, reason: "the connection is shutting down", isConnectionLost: true)
        }
        send(
            AMQP_CONNECTION_CLOSE_METHOD, on: 0,
            amqp_connection_close_t(
                reply_code: UInt16(AMQP_REPLY_SUCCESS), reply_text: amqp_bytes_t(), class_id: 0, method_id: 0))
    }

    /// Refuses all further commands and resolves everything that is left.
    func finish() {
        mailbox.set(.closed)
        if shutdown == .running { shutdown = .closingConnection(until: now) }
        isReady = false
        runCommands()
        for channel in channels {
            lost(channel, reason: "the connection is closed", isConnectionLost: true)
            for consumer in channel.consumers { consumer.end() }
            channel.consumers.removeAll()
        }
        shared.change(to: .closed)
        logger.debug("the connection is closed permanently")
    }
}

/// The phase of a shutdown. Each one ends by itself, or at its deadline.
enum ShutdownPhase: Equatable {
    case running
    /// Outstanding confirms, replies and cancels are awaited.
    case draining(until: MonotonicTime)
    case closingChannels(until: MonotonicTime)
    case closingConnection(until: MonotonicTime)

    var deadline: MonotonicTime? {
        switch self {
        case .running: nil
        case .draining(let until), .closingChannels(let until), .closingConnection(let until): until
        }
    }
}
