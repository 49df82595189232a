/// Timeouts and retries. Heartbeats are not here: the library handles them whenever frames are read.
extension ConnectionLoop {
    func nextDeadline() -> MonotonicTime {
        var deadline = shutdown.deadline ?? .distantFuture
        for (lingers, _) in lingering { deadline = min(deadline, lingers) }
        if let expiry = nextInspectionDeadline { deadline = min(deadline, expiry) }
        for channel in channels {
            if case .waiting(let until) = channel.phase, isReady { deadline = min(deadline, until) }
            if let oldest = channel.queue.front() {
                deadline = min(deadline, oldest.queuedAt.advanced(by: configuration.publishWaitLimit))
            }
            // They were sent in the order of their tags: the oldest is the first to time out.
            if let oldest = channel.tracker.oldestOutstanding {
                deadline = min(deadline, oldest.sentAt.advanced(by: configuration.confirmTimeout))
            }
            if let expiry = channel.calls?.nextDeadline() { deadline = min(deadline, expiry) }
            for consumer in channel.consumers {
                if case .waiting(let until) = consumer.phase { deadline = min(deadline, until) }
            }
        }
        return deadline
    }

    func runTimers() {
        let oldestAllowed = MonotonicTime(
            nanoseconds: now.nanoseconds - min(configuration.publishWaitLimit.nanoseconds, now.nanoseconds))
        for channel in channels {
            expireCalls(of: channel)
            giveUpUnconfirmed(on: channel)
            if !channel.queue.isEmpty {
                let reason = "not sent within \(configuration.publishWaitLimit)"
                mailbox.released(channel.queue.expire(queuedBefore: oldestAllowed, reason: reason))
            }
        }
        expireInspections()
        abandonLingering()
        guard isReady, shutdown == .running, topologyRun == nil else { return }
        resumeWhatWaits()
    }

    private func resumeWhatWaits() {
        for channel in channels {
            if case .waiting(let until) = channel.phase, until <= now {
                if channel.needsTopology {
                    channel.needsTopology = false
                    return startTopology()
                }
                open(channel)
            }
            guard channel.phase == .open else { continue }
            for consumer in channel.consumers {
                guard case .waiting(let until) = consumer.phase, until <= now else { continue }
                if consumer.needsTopology {
                    consumer.needsTopology = false
                    return startTopology()
                }
                start(consumer, on: channel)
            }
        }
    }
}
