import Messages

/// A queue of the simulated broker, with one consumer.
final class SimulatedQueue: @unchecked Sendable {
    /// With how often their consumers died.
    private var ready: [(message: IncomingMessage, deaths: Int)] = []
    private var unacknowledged: [(tag: UInt64, message: IncomingMessage, deaths: Int)] = []
    private var nextTag: UInt64 = 0
    private var waiter: CheckedContinuation<Void, Never>?

    var count: Int { ready.count + unacknowledged.count }
    var readyCount: Int { ready.count }

    func add(_ message: IncomingMessage) {
        ready.append((message, 0))
        wake()
    }

    /// Loses everything that waits.
    func purge() { ready = [] }

    /// Takes what is there, `limit` at most; waits for it, unless the life of the consumer is over.
    func take(_ limit: Int, _ life: Life) async -> [IncomingMessage] {
        while ready.isEmpty, !life.isOver {
            await withCheckedContinuation { waiter = $0 }
        }
        return life.isOver ? [] : takeNow(limit)
    }

    func takeNow(_ limit: Int) -> [IncomingMessage] {
        let batch = ready.prefix(limit).map { entry in
            nextTag += 1
            var message = entry.message
            message.token = .init(generation: 0, channel: 0, tag: nextTag)
            unacknowledged.append((nextTag, message, entry.deaths))
            return message
        }
        ready.removeFirst(batch.count)
        return batch
    }

    func acknowledge(_ tag: UInt64, multiple: Bool = false) {
        unacknowledged.removeAll { multiple ? $0.tag <= tag : $0.tag == tag }
    }

    /// The message of a delivery that is not settled.
    func settle(_ tag: UInt64) -> IncomingMessage? {
        defer { acknowledge(tag) }
        return unacknowledged.first { $0.tag == tag }?.message
    }

    /// The consumer is gone: what it did not acknowledge comes again, before the rest.
    ///
    /// - Parameter limit: how often a message comes again at most.
    /// - Returns: what does not come again.
    @discardableResult
    func requeue(limit: Int = .max) -> [IncomingMessage] {
        let back = unacknowledged.map { delivery in
            var message = delivery.message
            message.redelivered = true
            return (message: message, deaths: delivery.deaths + 1)
        }
        ready.insert(contentsOf: back.filter { $0.deaths <= limit }, at: 0)
        unacknowledged = []
        return back.filter { $0.deaths > limit }.map(\.message)
    }

    /// Lets the consumer look again.
    func wake() {
        waiter?.resume()
        waiter = nil
    }
}
