public import MessageBus
import Synchronization

/// A queue of the simulated broker.
public final class SimulatedQueue: Sendable {
    private struct Ready {
        var message: IncomingMessage
        /// How many consumers had it and did not settle it.
        var deaths: Int
    }

    private struct Delivery {
        let tag: UInt64
        let consumer: UInt16
        let message: IncomingMessage
        let deaths: Int
    }

    private struct Consumer {
        let prefetch: Int
        var waiter: CheckedContinuation<Void, Never>?
        var isCancelled = false
    }

    private struct State {
        var ready: [Ready] = []
        var unsettled: [Delivery] = []
        var lastTag: UInt64 = 0
        var consumers: [UInt16: Consumer] = [:]
        var lastConsumer: UInt16 = 0
    }

    public let name: String
    private let deadLetterExchange: String?
    private let deliveryLimit: Int
    private unowned let broker: SimulatedBroker
    private let state = Mutex(State())

    init(_ queue: Topology.Queue, broker: SimulatedBroker) {
        name = queue.name
        deadLetterExchange = queue.arguments["x-dead-letter-exchange"]?.text
        if case .int(let limit) = queue.arguments["x-delivery-limit"] {
            deliveryLimit = Int(limit)
        } else {
            deliveryLimit = .max
        }
        self.broker = broker
    }

    /// Messages that wait, and those that are delivered and not settled.
    public var count: Int { state.withLock { $0.ready.count + $0.unsettled.count } }

    public var depth: QueueDepth {
        state.withLock { QueueDepth(ready: $0.ready.count, consumers: $0.consumers.values.count { !$0.isCancelled }) }
    }

    public func add(_ message: IncomingMessage) {
        state.withLock { $0.ready.append(Ready(message: message, deaths: 0)) }
        wake()
    }

    /// Loses every message that waits.
    public func purge() {
        state.withLock { $0.ready = [] }
    }

    // MARK: - Consuming

    /// Adds a consumer.
    ///
    /// - Parameter prefetch: how many messages it may have unsettled at once.
    public func subscribe(prefetch: Int = .max) -> UInt16 {
        state.withLock { state in
            state.lastConsumer += 1
            state.consumers[state.lastConsumer] = Consumer(prefetch: prefetch)
            return state.lastConsumer
        }
    }

    /// Delivers the messages that wait, as many as the consumer may have, and at most `limit`.
    public func deliver(to consumer: UInt16, limit: Int = .max) -> [IncomingMessage] {
        state.withLock { state in
            guard let prefetch = state.consumers[consumer]?.prefetch else { return [] }
            let held = prefetch == .max ? 0 : state.unsettled.count { $0.consumer == consumer }
            let batch = state.ready.prefix(min(limit, prefetch - held)).map { ready in
                state.lastTag += 1
                var message = ready.message
                message.token = .init(generation: 0, channel: consumer, tag: state.lastTag)
                state.unsettled.append(
                    Delivery(tag: state.lastTag, consumer: consumer, message: message, deaths: ready.deaths))
                return message
            }
            state.ready.removeFirst(batch.count)
            return batch
        }
    }

    /// Returns when there may be something to deliver to the consumer, or when it was woken, cancelled or unsubscribed.
    public func waitForMessages(_ consumer: UInt16) async {
        await withCheckedContinuation { continuation in
            let isWaiting = state.withLock { state in
                guard let known = state.consumers[consumer], !known.isCancelled, !Task.isCancelled else { return false }
                let held = state.unsettled.count { $0.consumer == consumer }
                guard state.ready.isEmpty || held >= known.prefetch else { return false }
                state.consumers[consumer]?.waiter = continuation
                return true
            }
            if !isWaiting { continuation.resume() }
        }
    }

    /// Lets consumers that wait look again.
    public func wake() {
        let waiters = state.withLock { state in
            state.consumers.keys.sorted().compactMap { id in
                defer { state.consumers[id]?.waiter = nil }
                return state.consumers[id]?.waiter
            }
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Delivers nothing more to the consumer, which can still settle what it has.
    public func cancel(_ consumer: UInt16) {
        state.withLock { $0.consumers[consumer]?.isCancelled = true }
        wake()
    }

    public func isCancelled(_ consumer: UInt16) -> Bool {
        state.withLock { $0.consumers[consumer]?.isCancelled ?? true }
    }

    // MARK: - Settling

    /// Acknowledges one delivery.
    ///
    /// - Parameter multiple: and all that were delivered to the consumer before it.
    public func acknowledge(_ token: IncomingMessage.Token, multiple: Bool = false) {
        state.withLock { state in
            state.unsettled.removeAll {
                multiple ? $0.consumer == token.channel && $0.tag <= token.tag : $0.tag == token.tag
            }
        }
        wake()
    }

    /// Dead-letters one delivery.
    public func reject(_ token: IncomingMessage.Token) {
        let delivery = state.withLock { state -> Delivery? in
            guard let index = state.unsettled.firstIndex(where: { $0.tag == token.tag }) else { return nil }
            return state.unsettled.remove(at: index)
        }
        if let delivery { deadLetter(delivery.message, reason: "rejected") }
        wake()
    }

    /// The connection of a consumer has ended: what it did not settle is delivered again, before the rest, or
    /// dead-lettered if its consumers died too often.
    ///
    /// - Parameter isGone: whether the consumer is removed, too.
    public func requeue(of consumer: UInt16, isGone: Bool = false) {
        let (dead, waiter) = state.withLock { state in
            let back = state.unsettled.filter { $0.consumer == consumer }.map { delivery in
                var message = delivery.message
                message.redelivered = true
                return Ready(message: message, deaths: delivery.deaths + 1)
            }
            state.unsettled.removeAll { $0.consumer == consumer }
            state.ready.insert(contentsOf: back.filter { $0.deaths <= deliveryLimit }, at: 0)
            let waiter = isGone ? state.consumers.removeValue(forKey: consumer)?.waiter : nil
            return (back.filter { $0.deaths > deliveryLimit }, waiter)
        }
        for ready in dead { deadLetter(ready.message, reason: "delivery_limit") }
        waiter?.resume()
        wake()
    }

    private func deadLetter(_ message: IncomingMessage, reason: String) {
        guard let deadLetterExchange else { return }
        var letter = message
        if letter.death == nil {
            letter.death = DeadLetterReason(reason: reason, queue: name, exchange: message.exchange)
        }
        letter.exchange = deadLetterExchange
        letter.redelivered = false
        _ = broker.route(letter)
    }
}
