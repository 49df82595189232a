import Logging

extension ConnectionLoop {
    /// Tries the next endpoint, and pauses if that fails and the round is over.
    func connect() -> Bool {
        if endpointsToTry.isEmpty {
            endpointsToTry = configuration.endpoints.shuffled(using: &generator)
        }
        guard let endpoint = endpointsToTry.popLast() else {
            fatalError = AMQPError(.invalidConfiguration, "no endpoint is given")
            return false
        }
        do throws(ConnectFailure) {
            let link = try BrokerLink.open(endpoint, configuration)
            logger.info("connected to the broker", metadata: ["amqp.endpoint": "\(endpoint)"])
            self.link = link
            lossReason = nil
            blockedReason = nil
            return true
        } catch {
            switch error {
            case .fatal(let error):
                logger.error(
                    "the broker cannot be used",
                    metadata: ["amqp.endpoint": "\(endpoint)", "error": "\(error)"])
                fatalError = error
            case .transient(let reason):
                shared.recordFailure("\(endpoint): \(reason)")
                let pause = endpointsToTry.isEmpty ? backoff.nextDelay(using: &generator) : .zero
                logger.warning(
                    "cannot connect to the broker",
                    metadata: [
                        "amqp.endpoint": "\(endpoint)", "error": "\(reason)", "retry_in": "\(pause)",
                    ])
                self.pause(until: MonotonicTime.now().advanced(by: pause))
            }
            return false
        }
    }

    /// The topology is declared: the connection is now usable.
    func becomeReady() {
        isReady = true
        hasBeenReady = true
        guard shutdown == .running else { return }
        mailbox.set(blockedReason == nil ? .open : .blocked)
        for channel in channels { open(channel) }
        shared.change(to: blockedReason.map { .blocked(reason: $0) } ?? .connected)
    }

    func blocked(_ reason: String) {
        logger.warning("the broker blocks publishers", metadata: ["reason": "\(reason)"])
        blockedReason = reason
        guard isReady, shutdown == .running else { return }
        mailbox.set(.blocked)
        shared.change(to: .blocked(reason: reason))
        for channel in channels { failUnsentCalls(of: channel) }
    }

    func unblocked() {
        logger.info("the broker takes publishes again")
        blockedReason = nil
        guard isReady, shutdown == .running else { return }
        mailbox.set(.open)
        shared.change(to: .connected)
    }

    /// Cleans up after a connection: resolves every publish and call, and takes every channel down.
    func disconnected(after uptime: Duration) {
        let reason = lossReason ?? "the connection ended"
        shared.recordFailure(reason)
        // First refuse new commands, then handle those that were accepted before.
        if shutdown == .running {
            mailbox.set(.disconnected)
            shared.change(to: .connecting)
            logger.warning("lost the connection to the broker", metadata: ["reason": "\(reason)"])
        } else {
            logger.info("disconnected from the broker", metadata: ["reason": "\(reason)"])
        }
        isReady = false
        topologyRun = nil
        awaitsWritable = false
        blockedReason = nil
        runCommands()
        for channel in channels { lost(channel, reason: reason, isConnectionLost: true) }
        failInspections(reason: reason)
        inspections = PassiveDeclareQueue()
        lingering.removeAll()
        link = nil
        guard shutdown == .running, fatalError == nil else { return }
        backoff.connectionEnded(after: uptime)
        endpointsToTry = []
        pause(until: MonotonicTime.now().advanced(by: backoff.nextDelay(using: &generator)))
    }
}
